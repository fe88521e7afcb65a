import { z } from 'zod';
import { suggest } from '../did-you-mean.ts';
import { type DimensionName, dimensions, parseQuantity, quantityPattern } from '../quantity.ts';

/** What is wrong with a value and what to write instead. */
export class Complaint {
  readonly message: string;
  readonly fix: string;

  constructor(message: string, fix: string) {
    this.message = message;
    this.fix = fix;
  }

  /** zod carries one string per issue: message and fix travel as its two lines. */
  encode(): string {
    return `${this.message}\n${this.fix}`;
  }

  static decode(text: string): Complaint {
    const [message = '', fix = ''] = text.split('\n');
    return new Complaint(message, fix);
  }
}

/** Part of a JSON Schema that describes what a scalar accepts. */
export type JsonSchemaPart = Readonly<Record<string, unknown>> & {
  /** The first one is what the fix of a missing value shows. */
  readonly examples?: readonly unknown[];
};

/**
 * One value of the file: `convert` judges what YAML gave and returns the SI value or a complaint. The JSON Schema is
 * stated beside it, because a conversion cannot be read backwards.
 */
export function scalar<T>(schema: JsonSchemaPart, convert: (value: unknown) => T | Complaint) {
  return z
    .unknown()
    .meta({ ...schema })
    .transform((value, context): T => {
      const result =
        value === undefined ? new Complaint('is missing', missingFix(schema)) : convert(value);
      if (!(result instanceof Complaint)) return result;
      context.issues.push({ code: 'custom', message: result.encode(), input: value });
      return z.NEVER;
    });
}

function missingFix(schema: JsonSchemaPart): string {
  const example = schema.examples?.[0];
  return example === undefined ? 'add it' : `add it, such as ${String(example)}`;
}

export interface Range {
  readonly min?: number;
  /** The smallest value itself is refused. */
  readonly above?: number;
  readonly max?: number;
  readonly below?: number;
}

function outOfRange(value: number, range: Range, unit: string): Complaint | null {
  const { min, above, max, below } = range;
  if (above !== undefined && !(value > above)) {
    return new Complaint(
      `must be more than ${above}${unit}`,
      `write a value above ${above}${unit}`,
    );
  }
  if (min !== undefined && !(value >= min)) {
    return new Complaint(`must be at least ${min}${unit}`, `write ${min}${unit} or more`);
  }
  if (max !== undefined && !(value <= max)) {
    return new Complaint(`must be at most ${max}${unit}`, `write ${max}${unit} or less`);
  }
  if (below !== undefined && !(value < below)) {
    return new Complaint(
      `must be less than ${below}${unit}`,
      `write a value below ${below}${unit}`,
    );
  }
  return null;
}

function rangeSchema({ min, above, max, below }: Range): JsonSchemaPart {
  return {
    ...(min === undefined ? {} : { minimum: min }),
    ...(above === undefined ? {} : { exclusiveMinimum: above }),
    ...(max === undefined ? {} : { maximum: max }),
    ...(below === undefined ? {} : { exclusiveMaximum: below }),
  };
}

/** A quantity with a unit, or a bare number in the dimension's own unit; the result is in SI. */
export function quantity(name: DimensionName, range: Range, description: string) {
  const { bare, example } = dimensions[name];
  const schema = {
    description: bare === '' ? description : `${description} (bare number: ${bare})`,
    anyOf: [
      { type: 'number', ...rangeSchema(range) },
      { type: 'string', pattern: quantityPattern(name) },
    ],
    examples: [example],
  };
  return scalar(schema, (value): number | Complaint => readQuantity(value, name, range));
}

/** A quantity, or the `word` that stands for one without end: Infinity. */
export function quantityOr(
  word: string,
  name: DimensionName,
  range: Range,
  description: string,
  example: string,
) {
  const schema = { description, type: ['number', 'string'], examples: [example] };
  return scalar(schema, (value): number | Complaint =>
    value === word ? Number.POSITIVE_INFINITY : readQuantity(value, name, range),
  );
}

/** Judges a quantity: for values that may be a word or a quantity. */
export function readQuantity(
  value: unknown,
  name: DimensionName,
  range: Range,
): number | Complaint {
  const result = parseQuantity(value, name);
  if (!result.ok) return new Complaint(result.message, result.fix);
  const { bare } = dimensions[name];
  return (
    outOfRange(result.value, range, bare === '' || bare.startsWith('/') ? bare : ` ${bare}`) ??
    result.value
  );
}

/** A whole number. */
export function count(range: Range, description: string) {
  const schema = {
    description,
    type: 'integer',
    ...rangeSchema(range),
    examples: [range.min ?? 0],
  };
  return scalar(schema, (value): number | Complaint => readCount(value, range));
}

/** Largest count that is taken: tokens, requests and blocks beyond this are a slip of the finger. */
export const MAX_COUNT = 1e12;

export function readCount(value: unknown, range: Range): number | Complaint {
  if (typeof value !== 'number' || !Number.isInteger(value)) {
    const written = typeof value === 'string' && /^\d+$/.test(value);
    return new Complaint(
      'must be a whole number',
      written ? `write ${value} without quotes` : 'write digits, no unit',
    );
  }
  return outOfRange(value, { max: MAX_COUNT, ...range }, '') ?? value;
}

/** A number without a unit. */
export function number(range: Range, description: string) {
  const schema = { description, type: 'number', ...rangeSchema(range), examples: [1] };
  return scalar(schema, (value): number | Complaint => readNumber(value, range));
}

/** Judges a number: for values that may be a word or a number. */
export function readNumber(value: unknown, range: Range): number | Complaint {
  if (typeof value !== 'number')
    return new Complaint('must be a number', 'write a bare number, no unit');
  if (!Number.isFinite(value)) return new Complaint('must be finite', 'write an ordinary number');
  return outOfRange(value, range, '') ?? value;
}

/**
 * A word from a list. Words in `later` are known, but not built yet: they are refused by name. `orBlock` shows the block
 * that may stand in the word's place.
 */
export function choice<const T extends string>(
  names: readonly T[],
  description: string,
  later: readonly string[] = [],
  orBlock?: string,
) {
  return scalar(
    { description, enum: names, examples: names.slice(0, 1) },
    (value): T | Complaint =>
      orBlock === undefined || typeof value === 'string'
        ? readChoice(value, names, later)
        : new Complaint('must be a word or a block', `use ${names.join(', ')}, or ${orBlock}`),
  );
}

export function readChoice<T extends string>(
  value: unknown,
  names: readonly T[],
  later: readonly string[],
): T | Complaint {
  const found = names.find((name) => name === value);
  if (found !== undefined) return found;
  const all = `use ${names.length === 1 ? '' : 'one of '}${names.join(', ')}`;
  if (typeof value !== 'string') return new Complaint('must be a word', all);
  if (later.includes(value)) return new Complaint(`${value} is not available in this version`, all);
  return new Complaint('this is not known', suggest(value, [...names, ...later]));
}

export function bool(description: string) {
  return scalar({ description, type: 'boolean' }, (value): boolean | Complaint =>
    typeof value === 'boolean'
      ? value
      : new Complaint('must be true or false', 'write true or false'),
  );
}

/** Text in one or more lines; `maxLength` guards file names and tables. */
export function text(description: string, maxLength: number) {
  return scalar({ description, type: 'string', maxLength }, (value): string | Complaint => {
    if (typeof value !== 'string')
      return new Complaint('must be text', 'write text; quote it if it is a number');
    if (value.length > maxLength)
      return new Complaint(`is longer than ${maxLength} characters`, 'shorten it');
    return value;
  });
}

const NAME = /^[\p{L}\p{N}_][\p{L}\p{N}_.+ -]{0,79}$/u;

/** A name that tables, folders and `--set` paths can carry. */
export function name(description: string) {
  const schema = { description, type: 'string', pattern: NAME.source, examples: ['chat'] };
  return scalar(schema, (value): string | Complaint => {
    if (typeof value !== 'string')
      return new Complaint('must be a name', 'write text; quote it if it is a number');
    if (NAME.test(value) && !/\s$|\.\./.test(value)) return value;
    return new Complaint(
      'a name has 1 to 80 letters, digits, spaces and _ . + -, and begins with a letter or digit',
      'rename it',
    );
  });
}
