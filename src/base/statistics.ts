import { gammaln, mean, sampleVariance } from 'simple-statistics';
import { assert, TailwattBug } from './assert.ts';
import { normalQuantile } from './normal-quantile.ts';

/** A mean with the half-width of its confidence interval. */
export interface MeanInterval {
  readonly mean: number;
  /** Null where fewer than two batches leave nothing to estimate it from. */
  readonly halfWidth: number | null;
  readonly batches: number;
}

/**
 * Quantile of Student's t distribution: the x with P(T ≤ x) = p. `degreesOfFreedom` > 0 need not be
 * whole; Infinity is the normal law; −∞ at p 0, +∞ at p 1. Error below 1e-9, relative beyond |x| =
 * 1, absolute within.
 *
 * By the regularised incomplete beta function, P(T > x) = I(ν/(ν + x²); ν/2, ½)/2 (NIST DLMF 8.17),
 * inverted by Newton's method, which steps on the logarithm of the tail, inside bounds that are
 * halved where a step leaves them.
 */
export function studentTQuantile(p: number, degreesOfFreedom: number): number {
  assert(p >= 0 && p <= 1, `${p} is not a probability`);
  assert(degreesOfFreedom > 0, `${degreesOfFreedom} degrees of freedom`);
  if (p === 0.5) return 0;
  if (p === 0 || p === 1 || degreesOfFreedom === Infinity) return normalQuantile(p);
  const tail = Math.min(p, 1 - p);
  let low = 0;
  let high = Infinity;
  let x = -normalQuantile(tail);
  for (let round = 0; round < 200; round++) {
    const reached = studentTTail(x, degreesOfFreedom);
    if (reached > tail) low = x;
    else high = x;
    const step = (Math.log(reached / tail) * reached) / studentTDensity(x, degreesOfFreedom);
    const next = x + step;
    const inside = next > low && next < high;
    const better = inside ? next : high === Infinity ? 2 * x : low + (high - low) / 2;
    const done = Math.abs(better - x) <= 1e-14 * x;
    x = better;
    if (done) break;
  }
  return p < 0.5 ? -x : x;
}

function studentTDensity(x: number, degreesOfFreedom: number): number {
  const half = degreesOfFreedom / 2;
  const logPeak = gammaln(half + 0.5) - gammaln(half) - 0.5 * Math.log(degreesOfFreedom * Math.PI);
  return Math.exp(logPeak - (half + 0.5) * Math.log1p((x * x) / degreesOfFreedom));
}

/**
 * Upper tail of Student's t distribution, P(T > x), by the incomplete beta function (NIST DLMF 8.17); `degreesOfFreedom`
 * > 0 need not be whole. Far out it keeps its relative precision; 0 at +∞, 1 at −∞.
 */
export function studentTTail(x: number, degreesOfFreedom: number): number {
  assert(
    degreesOfFreedom > 0 && degreesOfFreedom < Infinity,
    `${degreesOfFreedom} degrees of freedom`,
  );
  if (x < 0) return 1 - studentTTail(-x, degreesOfFreedom);
  if (x === Infinity) return 0;
  const square = x * x;
  const total = degreesOfFreedom + square;
  return 0.5 * incompleteBeta(degreesOfFreedom / total, square / total, degreesOfFreedom / 2, 0.5);
}

/** ln(1 ÷ B(a, b)), of the beta function: what scales a beta density to 1. */
export function logBetaScale(a: number, b: number): number {
  return gammaln(a + b) - gammaln(a) - gammaln(b);
}

/**
 * Regularised incomplete beta I(x; a, b), with y = 1 − x given apart so that neither end loses
 * digits; `logScale` is {@link logBetaScale}, for who asks more than once.
 */
export function incompleteBeta(
  x: number,
  y: number,
  a: number,
  b: number,
  logScale = logBetaScale(a, b),
): number {
  if (x <= 0) return 0;
  if (y <= 0) return 1;
  const front = Math.exp(logScale + a * Math.log(x) + b * Math.log(y));
  // The fraction converges fast below the mean; above it the mirror image does.
  if (x < (a + 1) / (a + b + 2)) return (front * betaFraction(x, a, b)) / a;
  return 1 - (front * betaFraction(y, b, a)) / b;
}

const TINY = 1e-300;

function awayFromZero(value: number): number {
  return Math.abs(value) < TINY ? TINY : value;
}

/** Continued fraction of the incomplete beta (NIST DLMF 8.17.22), by the modified Lentz method. */
function betaFraction(x: number, a: number, b: number): number {
  let c = 1;
  let d = 1 / awayFromZero(1 - ((a + b) * x) / (a + 1));
  let fraction = d;
  for (let m = 1; m <= 10_000; m++) {
    const even = (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m));
    d = 1 / awayFromZero(1 + even * d);
    c = awayFromZero(1 + even / c);
    fraction *= d * c;
    const odd = (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1));
    d = 1 / awayFromZero(1 + odd * d);
    c = awayFromZero(1 + odd / c);
    const change = d * c;
    fraction *= change;
    if (Math.abs(change - 1) < 1e-15) return fraction;
  }
  throw new TailwattBug(`the beta fraction at ${x} for ${a}, ${b} does not converge`);
}

/**
 * Mean of independent values (one per batch or replication) with the half-width of its two-sided
 * interval at `level` (0.95): t(n − 1) · s/√n.
 */
export function meanAndInterval(batchValues: ArrayLike<number>, level: number): MeanInterval {
  assert(level > 0 && level < 1, `${level} is not a confidence level`);
  const batches = batchValues.length;
  assert(batches >= 1, 'there is no mean of no values');
  const values = Array.from(batchValues);
  const average = mean(values);
  if (batches < 2) return { mean: average, halfWidth: null, batches };
  const standardError = Math.sqrt(sampleVariance(values) / batches);
  const quantile = studentTQuantile(0.5 + level / 2, batches - 1);
  return { mean: average, halfWidth: quantile * standardError, batches };
}

/**
 * Means of `batches` consecutive runs of equal length, the longest that the series has room for; the first values.length
 * mod batches values are left out. Empty where there are fewer values than batches. Runs that are long against the
 * correlation of the series have means that are nearly independent.
 *
 * Source: A. Law, Simulation modeling and analysis, 5th ed., section 9.5.3.
 */
export function meansOfBatches(values: ArrayLike<number>, batches: number): Float64Array {
  assert(batches >= 1 && Number.isInteger(batches), `${batches} is not a number of batches`);
  const length = Math.floor(values.length / batches);
  if (length === 0) return new Float64Array(0);
  const start = values.length - length * batches;
  return Float64Array.from({ length: batches }, (_, batch) =>
    runMean(values, start + batch * length, length),
  );
}

/**
 * Mean of `length` values from `start`, by Neumaier's compensated sum: long series lose no digits.
 */
function runMean(values: ArrayLike<number>, start: number, length: number): number {
  let sum = 0;
  let lost = 0;
  for (let index = start; index < start + length; index++) {
    const value = values[index]!;
    const next = sum + value;
    lost += Math.abs(sum) >= Math.abs(value) ? sum - next + value : value - next + sum;
    sum = next;
  }
  return (sum + lost) / length;
}
