import type { Located } from '../document/tree.ts';
import type { Range } from './sweep-file.ts';

/** Digits that a computed value keeps: enough for any quantity, few enough that 0.1 + 0.2 is written 0.3. */
const DIGITS = 12;

/** The value at a share (0 = `from`, 1 = `to`) of a range, as if it had been written in the file. */
export function valueAt(range: Range, share: number): Located {
  const { from, to, unit, scale, place } = range;
  const exact = scale === 'log' ? from * (to / from) ** share : from + (to - from) * share;
  const number = Number(exact.toPrecision(DIGITS));
  const source = `${number}${unit}`;
  return { kind: 'scalar', place, size: 1, value: unit === '' ? number : source, source };
}

/** `steps` values at equal distances (equal ratios on a log scale), both ends among them. */
export function stepsOf(range: Range, steps: number): readonly Located[] {
  return Array.from({ length: steps }, (_, step) => valueAt(range, step / (steps - 1)));
}

/** The number of values `from`, `from + step` … up to `to`, rounding forgiven. */
export function stepCount({ from, to }: Range, step: number): number {
  return Math.floor((to - from) / step + 1e-9) + 1;
}

/** `from`, `from + step` … up to `to`. */
export function spacedBy(range: Range, step: number): readonly Located[] {
  const { from, to } = range;
  return Array.from({ length: stepCount(range, step) }, (_, index) =>
    valueAt(range, to === from ? 0 : (index * step) / (to - from)),
  );
}
