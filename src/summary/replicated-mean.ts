import { meanAndInterval } from '../base/statistics.ts';
import type { Interval } from './percentiles.ts';

/** Which values a figure can have: 0 to 1, 0 and more, or any. */
export type FigureRange = 'share' | 'positive' | 'signed';

/** A figure over replications. */
export interface ReplicatedMean {
  /** Null without any value. */
  readonly mean: number | null;
  /** 95 %, between replications; null where they do not tell it. */
  readonly interval: Interval | null;
}

const level = 0.95;

/** Figures that agree to so many parts in one differ by the order of their sums alone. */
export const roundingError = 1e-9;

/** Whether values differ by no more than rounding makes. */
export function isConstant(values: readonly number[]): boolean {
  const [least, most] = [Math.min(...values), Math.max(...values)];
  return most - least <= roundingError * Math.max(Math.abs(least), Math.abs(most));
}

/**
 * Mean of a figure over replications with its 95 % interval, which never leaves the values that the figure can have.
 *
 * - `positive`: Student's t, mean ± t(n − 1) · s ÷ √n, cut at 0; what is cut off holds no truth, so that the interval
 *   covers as often as before. `signed` is the same, uncut.
 * - `share`: Student's t of the logit, logit(m) ± t(n − 1) · s ÷ (√n · m (1 − m)), as surveys do it (N. Dean and M.
 *   Pagano, Journal of Survey Statistics and Methodology 3, 2015). Of five replications of a share about 0.98 (beta
 *   distributed, standard deviation 0.03) it covers the mean in 90 % of all cases, the t-interval that is cut at 1 in 81 %.
 *
 * Without an interval: a single value, and values that are all the same. A spread of 0 is no certainty: a share of 1 in
 * five of five replications may be 0.99 in the sixth, and replications of what draws nothing at random are copies.
 */
export function replicatedMean(values: readonly number[], range: FigureRange): ReplicatedMean {
  if (values.length === 0) return { mean: null, interval: null };
  const { mean, halfWidth } = meanAndInterval(values, level);
  if (halfWidth === null || isConstant(values)) return { mean, interval: null };
  if (range !== 'share') {
    const least = range === 'positive' ? 0 : Number.NEGATIVE_INFINITY;
    return { mean, interval: [Math.max(least, mean - halfWidth), mean + halfWidth] };
  }
  const half = halfWidth / (mean * (1 - mean));
  const at = (logit: number) => 1 / (1 + Math.exp(-logit));
  const logit = Math.log(mean / (1 - mean));
  return { mean, interval: [at(logit - half), at(logit + half)] };
}
