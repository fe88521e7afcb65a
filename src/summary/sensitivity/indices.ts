import type { Interval } from '../percentiles.ts';

/** A share of the variance, with its 95 % interval where it is an estimate. */
export interface SobolIndex {
  readonly value: number;
  readonly interval: Interval | null;
}

/** Shares of an axis in the variance of a metric. */
export interface AxisIndices {
  /** What it explains by itself: V[E(y | x)] ÷ V(y). */
  readonly first: SobolIndex | null;
  /** What would be left if all others were known: E[V(y | others)] ÷ V(y), interactions included. */
  readonly total: SobolIndex | null;
}

export const exact = (value: number): SobolIndex => ({ value, interval: null });

/** Mean of the values at these places. */
export function meanAt(values: ArrayLike<number>, places: readonly number[]): number {
  let sum = 0;
  for (const place of places) sum += values[place]!;
  return sum / places.length;
}

/** Σ (value − mean)² ÷ n of the values at these places. */
export function varianceAt(values: ArrayLike<number>, places: readonly number[]): number {
  const mean = meanAt(values, places);
  let sum = 0;
  for (const place of places) sum += (values[place]! - mean) ** 2;
  return sum / places.length;
}

/** Percentile interval of bootstrap estimates: 95 % of them lie inside. */
export function percentileInterval(estimates: Float64Array): Interval {
  const sorted = Float64Array.from(estimates).sort();
  const at = (share: number) => sorted[Math.round(share * (sorted.length - 1))]!;
  return [at(0.025), at(0.975)];
}

/** Most values that all resamples of one metric may touch: about a second. */
const mostWork = 2e8;

/** Resamples of a bootstrap over so many rows of so many figures. */
export function resampleCount(rows: number, figures: number): number {
  return Math.max(200, Math.min(1000, Math.floor(mostWork / Math.max(1, rows * figures))));
}
