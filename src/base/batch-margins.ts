import { mean, sampleSkewness, sampleVariance } from 'simple-statistics';
import { assert } from './assert.ts';
import { studentTQuantile } from './statistics.ts';

/** How far an interval reaches to either side of its estimate. */
export interface Margins {
  readonly below: number;
  readonly above: number;
}

/** A correlation beyond this is not told from one: batches so short say nothing of their own. */
const LARGEST_CORRELATION = 0.9;

/** Below this the cube root loses more digits than the adjustment is worth. */
const LEAST_SKEWNESS = 1e-6;

/**
 * Interval of the mean of values from a skewed distribution (one per batch, thirty or more) at `level`: Student's t with
 * n − 1 degrees of freedom, stretched towards the longer tail. The mean of n values of skewness B has a t that is skewed
 * itself, to the other side; N. Johnson's expansion takes that back. With β = B ÷ (6 √n), the quantile t of either side
 * becomes G(t) = (∛(1 + 6β(t − β)) − 1) ÷ 2β. Without skewness it is the plain interval. `inflation` multiplies the
 * variance of the mean ({@link varianceInflation}). Null where there are fewer than three values.
 *
 * Source: R. Willink, "A confidence interval and test for the mean of an asymmetric distribution", Communications in
 * Statistics 34 (2005), as A. Tafazzoli and J. Wilson's N-Skart has it (Winter Simulation Conference 2009).
 */
export function skewedMargins(
  batchValues: ArrayLike<number>,
  level: number,
  inflation = 1,
): Margins | null {
  assert(level > 0 && level < 1, `${level} is not a confidence level`);
  const values = Array.from(batchValues);
  const n = values.length;
  if (n < 3) return null;
  const error = Math.sqrt((inflation * sampleVariance(values)) / n);
  const t = studentTQuantile(0.5 + level / 2, n - 1);
  const skewness = error === 0 ? 0 : sampleSkewness(values);
  const beta = skewness / (6 * Math.sqrt(n));
  return { below: error * adjusted(t, beta), above: -error * adjusted(-t, beta) };
}

function adjusted(t: number, beta: number): number {
  if (Math.abs(beta) < LEAST_SKEWNESS) return t;
  return (Math.cbrt(1 + 6 * beta * (t - beta)) - 1) / (2 * beta);
}

/**
 * By how much the variance of the mean of a correlated series is larger than that of as many independent values:
 * (1 + φ) ÷ (1 − φ), where the series is autoregressive of order one with correlation φ, as the means of long batches
 * nearly are. The estimate of φ is rid of its bias, −(1 + 4φ) ÷ n (M. Kendall, Biometrika 41, 1954), and not taken to be
 * negative: batches that seem to balance each other give no narrower interval. 1 for a constant series.
 *
 * Source: the correlation adjustment of N-Skart (see {@link skewedMargins}).
 */
export function varianceInflation(batchValues: ArrayLike<number>): number {
  const values = Array.from(batchValues);
  const n = values.length;
  if (n < 3) return 1;
  const average = mean(values);
  let squares = 0;
  let products = 0;
  let previous = 0;
  for (const value of values) {
    const deviation = value - average;
    squares += deviation * deviation;
    products += deviation * previous;
    previous = deviation;
  }
  if (!(squares > 0)) return 1;
  const estimate = products / squares;
  const unbiased = estimate + (1 + 4 * estimate) / n;
  const correlation = Math.min(LARGEST_CORRELATION, Math.max(0, unbiased));
  return (1 + correlation) / (1 - correlation);
}
