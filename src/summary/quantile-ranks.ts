import { mean, sampleVariance } from 'simple-statistics';
import { varianceInflation } from '../base/batch-margins.ts';
import { betaQuantile } from '../base/beta-quantile.ts';
import { normalQuantile } from '../base/normal-quantile.ts';
import { studentTQuantile } from '../base/statistics.ts';

/** Shares of the values at whose quantiles an interval begins and ends. */
export type Ranks = readonly [low: number, high: number];

/** What the batches of a series say of one quantile of the whole. */
export interface BatchedQuantile {
  /** Share of all values that do not exceed it: 0.99 for p99. */
  readonly share: number;
  /** The same share in each batch. */
  readonly batchShares: readonly number[];
}

/**
 * Independent values above a quantile from which its own batches tell how correlated those values are; with fewer, too
 * few batches have any (assumed).
 */
const FEWEST_BEYOND = 20;

/** More independent values are counted as so many: the interval has no width to speak of. */
const MOST_INDEPENDENT = 1e6;

/**
 * Ranks of the intervals of quantiles of an autocorrelated series of `count` values; `quantiles` ascend. Null where no
 * value of the series bounds a quantile on one side.
 *
 * - The share of values up to a quantile is a mean, so batch means give its variance, corrected for the correlation that
 *   batches still have; the quantiles at the ends of its interval are the interval of the quantile (R. Woodruff, Journal
 *   of the American Statistical Association 47, 1952; P. Heidelberger and P. Lewis, Operations Research 32, 1984).
 * - That variance says how many independent values the series is worth: n ÷ design effect. Few of them lie beyond a high
 *   quantile, and their number is no normal variable; so the interval is the exact one of a binomial share, by the beta
 *   distribution (E. Korn and B. Graubard, Survey Methodology 24, 1998; with their factor for the degrees of freedom).
 * - The high values of a queue come together, from a few busy hours. A run that met few of them has a low p99 and little
 *   variance beyond it, at once. Where fewer than {@link FEWEST_BEYOND} independent values lie beyond a quantile, its
 *   design effect is therefore taken to be at least that of the lower ones. (Judged by the largest design effect, since
 *   the quantile's own is what is in doubt.)
 */
export function quantileRanks(
  quantiles: readonly BatchedQuantile[],
  count: number,
  level: number,
): (Ranks | null)[] {
  let largest = 1;
  return quantiles.map(({ share, batchShares }) => {
    const own = designEffect(batchShares, count);
    largest = Math.max(largest, own);
    const isClear = (count * (1 - share)) / largest >= FEWEST_BEYOND;
    const independent = Math.min(MOST_INDEPENDENT, count / (isClear ? own : largest));
    const known = independent * spreadFactor(batchShares.length, level);
    const beyond = known * (1 - share);
    const tail = (1 - level) / 2;
    const least = betaQuantile(tail, beyond, known - beyond + 1);
    const most = betaQuantile(1 - tail, beyond + 1, known - beyond);
    if (least * count < 1 || (1 - most) * count < 1) return null;
    return [1 - most, 1 - least];
  });
}

/** Variance of a share ÷ what it would be of independent values; never less than 1. */
function designEffect(batchShares: readonly number[], count: number): number {
  const shares = [...batchShares];
  const share = mean(shares);
  const independent = (share * (1 - share)) / count;
  if (!(independent > 0)) return 1;
  const variance = (sampleVariance(shares) / shares.length) * varianceInflation(shares);
  return Math.max(1, variance / independent);
}

/** (z ÷ t)²: a variance that is known from few batches is worth less. */
function spreadFactor(batches: number, level: number): number {
  const upper = 0.5 + level / 2;
  return (normalQuantile(upper) / studentTQuantile(upper, batches - 1)) ** 2;
}
