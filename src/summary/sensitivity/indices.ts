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

/** A share whose interval is wider is not known (assumed: half of all there is). */
const widestInterval = 0.5;

/** An estimate beyond 0 to 1 by more is not near either end, but wrong (assumed). */
const mostBeyond = 0.05;

/** Whether an estimate tells too little to be given as a share. Exact shares never are. */
export function isVague({ value, interval }: SobolIndex): boolean {
  if (interval === null) return false;
  const isWide = interval[1] - interval[0] > widestInterval;
  return isWide || value < -mostBeyond || value > 1 + mostBeyond;
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

/** Most values that all resamples of one metric may touch: about a second (assumed to be what people wait). */
const mostWork = 2e8;

/**
 * Resamples of a bootstrap over so many rows of so many figures: a thousand, as percentile intervals want (B. Efron and R.
 * Tibshirani, An introduction to the bootstrap, 1993, section 13.2); fewer where they would take long, but 200.
 */
export function resampleCount(rows: number, figures: number): number {
  return Math.max(200, Math.min(1000, Math.floor(mostWork / Math.max(1, rows * figures))));
}
