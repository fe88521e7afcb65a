import { mean, sampleVariance } from 'simple-statistics';
import { assert } from '../base/assert.ts';
import { studentTQuantile, studentTTail } from '../base/statistics.ts';
import type { Interval } from './percentiles.ts';
import { roundingError } from './replicated-mean.ts';

/** How much larger a figure is in B than in A, with what is known of its error. */
export interface Difference {
  /** The figure on either side. */
  readonly a: number;
  readonly b: number;
  /** B − A. */
  readonly difference: number;
  /** Null where nothing tells the error. */
  readonly interval: Interval | null;
  /** Two-sided, of no difference at all; null with the interval. */
  readonly pValue: number | null;
  /** 0, without an interval, where all pairs differ by the same: that tells no error. */
  readonly standardError: number | null;
  readonly degreesOfFreedom: number | null;
  /** Pairs (paired) or the smaller number of values (not paired) behind it. */
  readonly count: number;
  /** (var A + var B) ÷ var(B − A): what pairing saves; null where it is not known, or nothing varies. */
  readonly varianceReduction: number | null;
}

/** Half-width of an interval ÷ its standard error, by degrees of freedom. */
export type Critical = (degreesOfFreedom: number) => number;

/** Student's t for two-sided intervals at `level`; remembers what it has computed, since a sweep asks often. */
export function studentCritical(level: number): Critical {
  const known = new Map<number, number>();
  return (degreesOfFreedom) => {
    const before = known.get(degreesOfFreedom);
    if (before !== undefined) return before;
    const value = studentTQuantile(0.5 + level / 2, degreesOfFreedom);
    known.set(degreesOfFreedom, value);
    return value;
  };
}

/**
 * A standard error as an interval by Student's t, with the p-value that belongs to it. An error of 0 (or of what rounding
 * makes) gives neither: nothing varies, in replications that are copies as in a figure that depends on nothing random,
 * and how far it would in others is not known.
 */
export function errorOf(
  { a, b, difference }: Pick<Difference, 'a' | 'b' | 'difference'>,
  standardError: number,
  degreesOfFreedom: number,
  critical: Critical,
): Pick<Difference, 'interval' | 'pValue' | 'standardError' | 'degreesOfFreedom'> {
  if (standardError <= roundingError * Math.max(Math.abs(a), Math.abs(b))) {
    return { interval: null, pValue: null, standardError: 0, degreesOfFreedom };
  }
  const half = critical(degreesOfFreedom) * standardError;
  const pValue = 2 * studentTTail(Math.abs(difference) / standardError, degreesOfFreedom);
  const interval = [difference - half, difference + half] as const;
  return { interval, pValue, standardError, degreesOfFreedom };
}

/** The interval of a difference by another critical value, in `range`; null where it has none. */
export function intervalBy(
  { difference, standardError, degreesOfFreedom }: Difference,
  critical: Critical,
  [least, most]: Interval,
): Interval | null {
  if (standardError === null || degreesOfFreedom === null || standardError === 0) return null;
  const half = critical(degreesOfFreedom) * standardError;
  return [Math.max(least, difference - half), Math.min(most, difference + half)];
}

/** Where nothing tells the error. */
export const unknownError = {
  interval: null,
  pValue: null,
  standardError: null,
  degreesOfFreedom: null,
  varianceReduction: null,
} as const;

/**
 * Difference of the means of values that belong together in pairs (replications with common random numbers): the
 * interval of the mean of the pairwise differences, t(n − 1) · s ÷ √n (Law, Simulation modeling and analysis, 5th ed.,
 * section 10.2.1). Pairs in which a value is NaN are left out; null where none is left, no interval for a single one.
 */
export function pairedDifference(
  a: readonly number[],
  b: readonly number[],
  critical: Critical,
): Difference | null {
  assert(a.length === b.length, `${a.length} and ${b.length} values make no pairs`);
  const whole = [...a.keys()].filter((i) => !Number.isNaN(a[i]) && !Number.isNaN(b[i]));
  const count = whole.length;
  if (count === 0) return null;
  const left = whole.map((i) => a[i]!);
  const right = whole.map((i) => b[i]!);
  const differences = whole.map((i) => b[i]! - a[i]!);
  const difference = mean(differences);
  const sides = { a: mean(left), b: mean(right), difference, count };
  if (count < 2) return { ...sides, ...unknownError };
  const variance = sampleVariance(differences);
  const apart = sampleVariance(left) + sampleVariance(right);
  const error = errorOf(sides, Math.sqrt(variance / count), count - 1, critical);
  const varianceReduction = error.standardError === 0 ? null : apart / variance;
  return { ...sides, ...error, varianceReduction };
}

/**
 * Difference of the means of two independent groups, by Welch's interval: s² is not taken to be equal, the degrees of
 * freedom are Satterthwaite's (Law, section 10.2.2). NaN are left out; null where a group is empty, no interval where
 * one has a single value.
 */
export function welchDifference(
  a: readonly number[],
  b: readonly number[],
  critical: Critical,
): Difference | null {
  const [left, right] = [a, b].map((values) => values.filter((value) => !Number.isNaN(value)));
  if (left === undefined || right === undefined) return null;
  const count = Math.min(left.length, right.length);
  if (count === 0) return null;
  const [meanA, meanB] = [mean(left), mean(right)];
  const sides = { a: meanA, b: meanB, difference: meanB - meanA, count };
  if (count < 2) return { ...sides, ...unknownError };
  const errors = [left, right].map((values) => ({
    variance: sampleVariance(values) / values.length,
    degreesOfFreedom: values.length - 1,
  }));
  const { standardError, degreesOfFreedom } = combinedError(errors);
  return {
    ...sides,
    ...errorOf(sides, standardError, degreesOfFreedom, critical),
    varianceReduction: null,
  };
}

/** Standard error of a sum of independent estimates, with Satterthwaite's degrees of freedom. */
export function combinedError(
  errors: readonly { readonly variance: number; readonly degreesOfFreedom: number }[],
): { readonly standardError: number; readonly degreesOfFreedom: number } {
  const variance = errors.reduce((sum, error) => sum + error.variance, 0);
  const curvature = errors.reduce(
    (sum, error) => sum + error.variance ** 2 / error.degreesOfFreedom,
    0,
  );
  const fewest = Math.min(...errors.map((error) => error.degreesOfFreedom));
  return {
    standardError: Math.sqrt(variance),
    degreesOfFreedom: curvature > 0 ? variance ** 2 / curvature : fewest,
  };
}

/**
 * p-values so adjusted that calling every one below α a difference is wrong about any of them with a chance of at most
 * α, however they depend on each other: Holm's step-down (Scandinavian Journal of Statistics 6, 1979). The k-th
 * smallest of m is multiplied by m − k + 1, and none falls below one that was smaller. Nulls stay out of the count.
 */
export function holmAdjusted(pValues: readonly (number | null)[]): (number | null)[] {
  const known = ranked(pValues);
  const adjusted: (number | null)[] = pValues.map(() => null);
  let highest = 0;
  for (const [rank, { pValue, index }] of known.entries()) {
    highest = Math.max(highest, Math.min(1, (known.length - rank) * pValue));
    adjusted[index] = highest;
  }
  return adjusted;
}

/**
 * p-values so adjusted that calling every one below α a difference is wrong about any of them with a chance of at most
 * α, however they depend on each other: each of m is multiplied by m (Bonferroni's inequality). Intervals at the level
 * 1 − α ÷ m go with them: all m hold with a chance of 1 − α at least, and an interval excludes 0 exactly where the adjusted
 * p-value is below α (O. Dunn, Journal of the American Statistical Association 56, 1961). Holm's step-down calls a little
 * more, but has no intervals that say the same. Nulls stay out of the count.
 */
export function bonferroni(
  pValues: readonly (number | null)[],
  alpha: number,
): { readonly adjusted: readonly (number | null)[]; readonly level: number } {
  const tests = Math.max(1, ranked(pValues).length);
  const adjusted = pValues.map((pValue) => (pValue === null ? null : Math.min(1, tests * pValue)));
  return { adjusted, level: 1 - alpha / tests };
}

/**
 * p-values so adjusted that of those below α a share of at most α is expected to be no difference: the step-up of
 * Benjamini and Hochberg (Journal of the Royal Statistical Society B 57, 1995), for tests that are independent or lean
 * the same way. The k-th smallest of m is multiplied by m ÷ k, and none exceeds one that was larger. Nulls stay out of
 * the count.
 */
export function falseDiscoveryAdjusted(pValues: readonly (number | null)[]): (number | null)[] {
  const known = ranked(pValues);
  const adjusted: (number | null)[] = pValues.map(() => null);
  let lowest = 1;
  for (let rank = known.length; rank >= 1; rank -= 1) {
    const { pValue, index } = known[rank - 1]!;
    lowest = Math.min(lowest, (known.length / rank) * pValue);
    adjusted[index] = lowest;
  }
  return adjusted;
}

/**
 * The level of intervals that go with {@link falseDiscoveryAdjusted} p-values: with R of m below α it is 1 − Rα ÷ m (that of
 * R = 1 where none is). An interval excludes 0 exactly where the adjusted p-value is below α, and of the intervals of those
 * R a share of at most α is expected to miss (Y. Benjamini and D. Yekutieli, Journal of the American Statistical Association
 * 100, 2005).
 */
export function falseCoverageLevel(adjusted: readonly (number | null)[], alpha: number): number {
  const known = adjusted.filter((pValue) => pValue !== null);
  const called = known.filter((pValue) => pValue < alpha).length;
  return 1 - (alpha * Math.max(1, called)) / Math.max(1, known.length);
}

/** The p-values that there are, the smallest first. */
function ranked(pValues: readonly (number | null)[]) {
  const known = pValues.flatMap((pValue, index) => (pValue === null ? [] : [{ pValue, index }]));
  return known.sort((a, b) => a.pValue - b.pValue);
}

/** Replications beyond this many are no answer to anybody. */
const mostReplications = 1_000_000;

/**
 * Replications (of each side) after which a true `difference` would be shown at `level` with the chance `power`, when
 * the difference of two replications varies by `standardDeviation`: the least n ≥ 2 with (t(level) + t(power)) · s ÷ √n
 * ≤ difference. Not paired, s is √(var A + var B) and the degrees of freedom 2n − 2. Null beyond a million, or where no
 * number would do.
 */
export function replicationsToResolve(
  standardDeviation: number,
  difference: number,
  { level = 0.95, power = 0.8, paired = true } = {},
): number | null {
  assert(standardDeviation >= 0, `${standardDeviation} is no standard deviation`);
  if (!(difference > 0)) return null;
  const enough = (n: number) => {
    const degreesOfFreedom = paired ? n - 1 : 2 * n - 2;
    const quantiles =
      studentTQuantile(0.5 + level / 2, degreesOfFreedom) +
      studentTQuantile(power, degreesOfFreedom);
    return (quantiles * standardDeviation) / Math.sqrt(n) <= difference;
  };
  if (enough(2)) return 2;
  let low = 2;
  let high = 4;
  while (!enough(high)) {
    low = high;
    high *= 2;
    if (low >= mostReplications) return null;
  }
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (enough(middle)) high = middle;
    else low = middle;
  }
  return high;
}
