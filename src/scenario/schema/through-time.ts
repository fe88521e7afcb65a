import { type DimensionName, dimensions } from '../quantity.ts';
import { Complaint, type JsonSchemaPart, type Range, readQuantity, scalar } from './scalars.ts';

/** A figure that may change through time, as written. */
export type RawThroughTime =
  | { readonly kind: 'constant'; readonly value: number }
  | { readonly kind: 'hours'; readonly values: readonly number[] }
  | {
      readonly kind: 'swing';
      readonly mean: number;
      readonly swing: number;
      readonly warmestHour: number;
    }
  | { readonly kind: 'file'; readonly file: string }
  | { readonly kind: 'name'; readonly name: string };

const HOURS = 24;

interface Options {
  /** Words that stand for a value: ids of the catalog. */
  readonly names?: readonly string[];
  /** Whether a day of weather may be given as its mean and its swing. */
  readonly swings?: boolean;
}

/** A quantity, 24 of them (by the hour of the day), or a CSV file with one per instant. */
export function throughTime(
  dimension: DimensionName,
  range: Range,
  description: string,
  { names = [], swings = false }: Options = {},
) {
  const { example } = dimensions[dimension];
  const schema: JsonSchemaPart = {
    description,
    anyOf: [
      { type: ['number', 'string'] },
      { type: 'array', minItems: HOURS, maxItems: HOURS, items: { type: ['number', 'string'] } },
      ...(swings ? [{ type: 'object', required: ['mean', 'swing'] }] : []),
    ],
    examples: [names[0] ?? example],
  };
  return scalar(schema, (value): RawThroughTime | Complaint => {
    if (Array.isArray(value)) return readHours(value, dimension, range);
    if (swings && typeof value === 'object' && value !== null) {
      return readSwing(value as Readonly<Record<string, unknown>>, dimension, range);
    }
    if (typeof value === 'string' && /\.csv$/i.test(value)) return { kind: 'file', file: value };
    if (typeof value === 'string' && names.includes(value)) return { kind: 'name', name: value };
    const quantity = readQuantity(value, dimension, range);
    if (!(quantity instanceof Complaint)) return { kind: 'constant', value: quantity };
    const known = names.length === 0 ? '' : `one of ${names.join(', ')}, `;
    const isWord = typeof value === 'string' && /^[a-z][a-z-]*$/.test(value);
    if (isWord && names.length > 0) {
      return new Complaint('this is not known', `write ${known}or a value such as ${example}`);
    }
    const swing = swings ? ', {mean: 16C, swing: 5C}' : '';
    const fix = `${quantity.fix}; or ${known}a list of ${HOURS} by the hour${swing}, or a CSV file`;
    return new Complaint(quantity.message, fix);
  });
}

function readHours(
  items: readonly unknown[],
  dimension: DimensionName,
  range: Range,
): RawThroughTime | Complaint {
  if (items.length !== HOURS) {
    const message = `has ${items.length} values, and a day ${HOURS} hours`;
    return new Complaint(message, `write ${HOURS} values, from midnight on`);
  }
  const values: number[] = [];
  for (const item of items) {
    const quantity = readQuantity(item, dimension, range);
    if (quantity instanceof Complaint) return quantity;
    values.push(quantity);
  }
  return { kind: 'hours', values };
}

const SWING_KEYS = ['mean', 'swing', 'warmest'];

/** Assumed: the air is warmest in the middle of the afternoon. */
const WARMEST_SECONDS = 15 * 3600;

function readSwing(
  block: Readonly<Record<string, unknown>>,
  dimension: DimensionName,
  range: Range,
): RawThroughTime | Complaint {
  const unknown = Object.keys(block).find((key) => !SWING_KEYS.includes(key));
  if (unknown !== undefined) {
    return new Complaint(`${unknown} is not known`, `write ${SWING_KEYS.join(', ')}`);
  }
  const mean = readQuantity(block['mean'], dimension, range);
  if (mean instanceof Complaint) return new Complaint(`mean: ${mean.message}`, mean.fix);
  const swing = readQuantity(block['swing'], dimension, { min: 0, max: 50 });
  if (swing instanceof Complaint) return new Complaint(`swing: ${swing.message}`, swing.fix);
  const warmest = readQuantity(block['warmest'] ?? WARMEST_SECONDS, 'time', {
    min: 0,
    max: HOURS * 3600,
  });
  if (warmest instanceof Complaint) return warmest;
  return { kind: 'swing', mean, swing, warmestHour: warmest / 3600 };
}
