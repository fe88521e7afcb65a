import { mean, quantile, sampleVariance } from 'simple-statistics';
import { assert } from '../base/assert.ts';
import { type Critical, combinedError, type Difference, errorOf, unknownError } from './paired.ts';

/** A mean, or the quantile at this share. */
export type SectionedStatistic = 'mean' | number;

/** More sections of a mean would narrow the interval little: t(19) is within 7 % of the normal law. */
const mostOfMean = 20;

/** A quantile wants long sections more than many: in short ones it is biased, and a burst spans several. */
const mostOfQuantile = 10;

/** Fewer sections say too little of their own spread. */
const fewestSections = 5;

/** Values of a section that lie beyond its quantile, at least. */
const fewestBeyond = 20;

/** Values of a section, at least. */
const fewestInSection = 50;

/**
 * Difference of a statistic between two single runs, with an interval by sectioning (Asmussen and Glynn, Stochastic
 * simulation, 2007, ch. III.5): both series are cut into k sections of consecutive arrivals, each gives an estimate of
 * the difference, and their spread about the difference d of the whole series is its error: d ± t(k − 1) · s ÷ √k with
 * s² = Σ (d_j − d)² ÷ (k − 1). Centring at d keeps the bias of short sections out of the interval's middle.
 *
 * `a` and `b` hold one value per request in order of arrival, NaN where a request does not count (not completed, one
 * token). Paired, position i of both is the same request, and section j of both holds the same requests, so that what
 * they have in common cancels; otherwise each series has its own error and the two add up.
 *
 * Null where a series is empty; without an interval where they are too short for five sections (250
 * requests for a mean, 10,000 for a p99).
 *
 * Sections must be long against the correlation between requests. Two M/M/1 queues with common customers, 150 pairs of
 * runs: 95 % intervals of the mean cover the truth in 88 to 93 % of them, of p99 in 91 % (10,000 customers at load 0.6)
 * and 83 % (at load 0.8), with 40,000 customers in 92 and 87 %. Replications keep what they promise; this is for who has
 * only one.
 */
export function sectionedDifference(
  a: Float64Array,
  b: Float64Array,
  statistic: SectionedStatistic,
  { critical, paired }: { readonly critical: Critical; readonly paired: boolean },
): Difference | null {
  assert(!paired || a.length === b.length, `${a.length} and ${b.length} requests make no pairs`);
  const wholeA = statisticOf(a, statistic);
  const wholeB = statisticOf(b, statistic);
  if (wholeA === null || wholeB === null) return null;
  const difference = wholeB - wholeA;
  const sides = { a: wholeA, b: wholeB, difference };
  const count = sectionCount(Math.min(countOf(a), countOf(b)), statistic);
  const partsA = sectionStatistics(a, count, statistic);
  const partsB = sectionStatistics(b, count, statistic);
  if (partsA === null || partsB === null) return { ...sides, count: 0, ...unknownError };
  const apart = [squaresAbout(partsA, wholeA), squaresAbout(partsB, wholeB)] as const;
  if (!paired) {
    const errors = apart.map((variance) => ({
      variance: variance / count,
      degreesOfFreedom: count - 1,
    }));
    const { standardError, degreesOfFreedom } = combinedError(errors);
    const error = errorOf(sides, standardError, degreesOfFreedom, critical);
    return { ...sides, ...error, count, varianceReduction: null };
  }
  const differences = partsB.map((part, section) => part - partsA[section]!);
  const variance = squaresAbout(differences, difference);
  // The spread about the sections' own mean: their bias is not what pairing takes away.
  const spread = sampleVariance(differences);
  const independent = sampleVariance(partsA) + sampleVariance(partsB);
  const error = errorOf(sides, Math.sqrt(variance / count), count - 1, critical);
  const isKnown = error.standardError !== 0 && spread > 0;
  return { ...sides, ...error, count, varianceReduction: isKnown ? independent / spread : null };
}

/** The statistic of all values that count; null without any. Quantiles are type 7. */
export function statisticOf(values: Float64Array, statistic: SectionedStatistic): number | null {
  const present = Array.from(values).filter((value) => !Number.isNaN(value));
  if (present.length === 0) return null;
  return statistic === 'mean' ? mean(present) : quantile(present, statistic);
}

function countOf(values: Float64Array): number {
  let count = 0;
  for (const value of values) if (!Number.isNaN(value)) count += 1;
  return count;
}

/** Sections into which so many values are cut; 0 where they are too few. */
function sectionCount(values: number, statistic: SectionedStatistic): number {
  const isMean = statistic === 'mean';
  // 1 − 0.99 is not exactly 0.01: 2001 values must not be asked for where 2000 are meant.
  const beyond = isMean ? 0 : Math.round(fewestBeyond / Math.min(statistic, 1 - statistic));
  const most = isMean ? mostOfMean : mostOfQuantile;
  const count = Math.min(most, Math.floor(values / Math.max(fewestInSection, beyond)));
  return count < fewestSections ? 0 : count;
}

/** The statistic of each section; the first few values that fill no section are left out. Null where one is empty. */
function sectionStatistics(
  values: Float64Array,
  count: number,
  statistic: SectionedStatistic,
): number[] | null {
  if (count === 0) return null;
  const length = Math.floor(values.length / count);
  const start = values.length - length * count;
  const parts: number[] = [];
  for (let section = 0; section < count; section += 1) {
    const from = start + section * length;
    const part = statisticOf(values.subarray(from, from + length), statistic);
    if (part === null) return null;
    parts.push(part);
  }
  return parts;
}

/** Σ (value − centre)² ÷ (n − 1). */
function squaresAbout(values: readonly number[], centre: number): number {
  return values.reduce((sum, value) => sum + (value - centre) ** 2, 0) / (values.length - 1);
}
