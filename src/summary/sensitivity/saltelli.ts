import { createStream } from '../../base/random/stream.ts';
import type { SensitivityAxis } from './axis.ts';
import { type AxisIndices, percentileInterval, resampleCount } from './indices.ts';

/** The points of one base sample, by their place: A, then A with one coordinate of B for each axis, then B. */
export type BaseSample = readonly number[];

/**
 * Base samples of a saltelli design of which every point is there. `numbers` are the points' numbers in the design, in
 * which each sample makes k + 2 points in a row. Null where the points are not built so: point i of a sample must have
 * the levels of B on axis i and those of A on all others.
 */
export function baseSamples(
  axes: readonly SensitivityAxis[],
  numbers: readonly number[],
): readonly BaseSample[] | null {
  const length = axes.length + 2;
  const samples = new Map<number, number[]>();
  for (const [point, number] of numbers.entries()) {
    const sample = Math.floor(number / length);
    const points = samples.get(sample) ?? [];
    points[number % length] = point;
    samples.set(sample, points);
  }
  const whole = [...samples.values()].filter(
    (points) => points.length === length && Object.keys(points).length === length,
  );
  if (whole.length === 0) return null;
  const isBuiltSo = (points: BaseSample) =>
    axes.every(({ levels }, axis) =>
      points.every((point, place) => {
        const fromB = place === axis + 1 || place === length - 1;
        const source = fromB ? points[length - 1] : points[0];
        return levels[point] === levels[source ?? 0];
      }),
    );
  return whole.every(isBuiltSo) ? whole : null;
}

/**
 * Fewer base samples give no interval: n rows have C(2n − 1, n) different resamples, of 8 it is 6435, of 7 with 1716 hardly
 * more than a bootstrap draws. Assumed; so few give mostly vague shares (`isVague`), and a useful number is hundreds.
 */
export const fewestBaseSamples = 8;

/**
 * First-order shares by (1/N) Σ f(B)(f(AB⁽ⁱ⁾) − f(A)) ÷ V and total shares by (1/2N) Σ (f(A) − f(AB⁽ⁱ⁾))² ÷ V, with V
 * the variance over A and B together and f centred at their mean (A. Saltelli et al., Computer Physics Communications
 * 181, 2010, table 2, b and f; the latter is Jansen's). Intervals are percentiles of a bootstrap over base samples,
 * always with the same random numbers. An estimate may lie a little below 0 or above 1.
 */
export function saltelliIndices(
  axes: number,
  samples: readonly BaseSample[],
  values: ArrayLike<number>,
): readonly AxisIndices[] {
  const length = axes + 2;
  const count = samples.length;
  // One row per base sample, so that a resample walks along memory.
  const table = new Float64Array(count * length);
  for (const [row, points] of samples.entries()) {
    for (const [place, point] of points.entries()) table[row * length + place] = values[point]!;
  }
  const all = Int32Array.from({ length: count }, (_, row) => row);
  const whole = estimates(table, length, all);
  const resamples = resampleCount(count, length);
  const source = createStream('sensitivity', 'saltelli');
  const spread = Array.from({ length: 2 * axes }, () => new Float64Array(resamples));
  const rows = new Int32Array(count);
  for (let resample = 0; resample < resamples; resample += 1) {
    for (let i = 0; i < count; i += 1) rows[i] = Math.floor(source() * count);
    const again = estimates(table, length, rows);
    for (const [figure, value] of again.entries()) spread[figure]![resample] = value;
  }
  const index = (figure: number) => ({
    value: whole[figure]!,
    interval: percentileInterval(spread[figure]!),
  });
  return Array.from({ length: axes }, (_, axis) => ({
    first: index(axis),
    total: index(axes + axis),
  }));
}

/** First-order shares of all axes, then total shares, over these rows; 0 where nothing varies. */
function estimates(table: Float64Array, length: number, rows: Int32Array): Float64Array {
  const axes = length - 2;
  const count = rows.length;
  let sum = 0;
  for (const row of rows) sum += table[row * length]! + table[row * length + length - 1]!;
  const mean = sum / (2 * count);
  const found = new Float64Array(2 * axes);
  let variance = 0;
  for (const row of rows) {
    const at = row * length;
    const a = table[at]! - mean;
    const b = table[at + length - 1]! - mean;
    variance += a * a + b * b;
    for (let axis = 0; axis < axes; axis += 1) {
      const ab = table[at + axis + 1]! - mean;
      found[axis]! += b * (ab - a);
      found[axes + axis]! += (a - ab) ** 2 / 2;
    }
  }
  variance /= 2;
  return variance > 0 ? found.map((value) => value / variance) : found.fill(0);
}
