import { models } from '../../catalog/index.ts';
import type { WeightFormat } from '../../physics/data-sheets.ts';
import { bytesPerElement } from '../../physics/dtype.ts';
import type { AxisLevel } from '../../summary/sweep-comparison.ts';

/** An axis as numbers: its own, or what its words stand for. */
export interface NumericAxis {
  readonly levels: readonly number[];
  readonly unit: string | null;
  /** What the numbers are, where they are not the axis's own. */
  readonly scale: string | null;
}

const formats: ReadonlySet<string> = new Set([
  'fp32',
  'tf32',
  'bf16',
  'fp16',
  'fp8',
  'fp8-block',
  'int8',
  'fp4',
  'int4',
] satisfies readonly WeightFormat[]);

/** The numbers of an axis; models count by their parameters, number formats by their bits. Null of any other word. */
export function numericAxis(levels: readonly AxisLevel[], unit: string | null): NumericAxis | null {
  if (levels.every((level) => typeof level === 'number' || level === null)) {
    return { levels: levels.map((level) => level ?? Number.NaN), unit, scale: null };
  }
  const words = levels.map((level) => (typeof level === 'string' ? onlyWord(level) : ''));
  if (words.every((word) => word in models)) {
    const sizes = words.map((word) => parametersOf(word));
    return { levels: sizes, unit: null, scale: 'parameters' };
  }
  if (words.every((word) => formats.has(word))) {
    const bits = words.map((word) => 8 * bytesPerElement(word as WeightFormat));
    return { levels: bits, unit: null, scale: 'bits per weight' };
  }
  return null;
}

/** `a`, also where it stands alone in a list: `["a"]`. */
function onlyWord(text: string): string {
  return /^\["([^",]+)"\]$/.exec(text)?.[1] ?? text;
}

function parametersOf(id: string): number {
  return models[id as keyof typeof models].publishedParameters.total;
}
