import {
  type Better,
  betterOf,
  isComparable,
  isShare,
  metricOf,
  shownMetrics,
} from './metric-traits.ts';
import {
  bonferroni,
  type Critical,
  type Difference,
  intervalBy,
  pairedDifference,
  replicationsToResolve,
  studentCritical,
  unknownError,
  welchDifference,
} from './paired.ts';
import { comparedPlaces, type Pairing, pairingOf, type ReplicatedFigures } from './pairing.ts';
import type { Interval } from './percentiles.ts';
import { roundingError } from './replicated-mean.ts';
import { requestDifferences } from './request-series.ts';

/** Confidence of all intervals together, and 1 − it the chance of calling any difference that is none. */
export const comparisonLevel = 0.95;

/**
 * What may be said of B against A: `better` and `worse` where the metric has a good side, `higher` and `lower` where
 * not, `undecided` where chance explains it, `same` where B's figure is A's wherever they were compared; null where they
 * differ and nothing tells the error (a standard error of 0 tells none).
 */
export type Verdict = 'better' | 'worse' | 'higher' | 'lower' | 'same' | 'undecided';

export interface MetricComparison extends Omit<Difference, 'a' | 'b' | 'difference'> {
  /** Name of its column. */
  readonly metric: string;
  readonly unit: string | null;
  readonly better: Better;
  /** Whether it is one of those that are shown, and judged together. */
  readonly shown: boolean;
  readonly a: number | null;
  readonly b: number | null;
  /** B − A. */
  readonly difference: number | null;
  /** (B − A) ÷ |A|. */
  readonly relative: number | null;
  /** Bonferroni's, over the metrics that are shown; null for the others. */
  readonly adjustedPValue: number | null;
  readonly verdict: Verdict | null;
  /** Replications of each side that would show a true difference of 1 % of A with a chance of 80 %. */
  readonly replicationsForOnePercent: number | null;
}

export interface RunComparison {
  readonly pairing: Pairing;
  /**
   * Level of the intervals of the metrics that are shown, at which they hold all together with 95 %: such an interval
   * excludes 0 exactly where the verdict is a difference. The others are judged one by one, at 95 %.
   */
  readonly shownLevel: number;
  readonly metrics: readonly MetricComparison[];
}

/** Compares two runs of which every column of A that is a metric stands in B too. */
export function compareRuns(a: ReplicatedFigures, b: ReplicatedFigures): RunComparison {
  const critical = studentCritical(comparisonLevel);
  const pairing = pairingOf(a, b);
  const differenceIn = differencesBy(pairing, a, b, critical);
  const names = [...a.columns.keys()].filter(isComparable);
  const found = names.map((name) => ({ name, difference: withoutRounding(differenceIn(name)) }));
  const shown = new Set(shownMetrics.map(({ name }) => name));
  const { adjusted, level: shownLevel } = bonferroni(
    found.map(({ name, difference }) => (shown.has(name) ? (difference?.pValue ?? null) : null)),
    1 - comparisonLevel,
  );
  const together = studentCritical(shownLevel);
  const metrics = found.map(({ name, difference }, index): MetricComparison => {
    const better = betterOf(name);
    const adjustedPValue = adjusted[index] ?? null;
    const [by, level] = shown.has(name) ? [together, shownLevel] : [critical, comparisonLevel];
    const interval = difference === null ? null : intervalBy(difference, by, rangeOf(name));
    return {
      metric: name,
      unit: metricOf(name)?.unit ?? null,
      better,
      shown: shown.has(name),
      ...(difference ?? { a: null, b: null, difference: null, count: 0, ...unknownError }),
      interval,
      relative: difference === null ? null : relativeOf(difference),
      adjustedPValue,
      verdict: verdictOf(difference, adjustedPValue ?? difference?.pValue ?? null, better),
      replicationsForOnePercent: onePercent(difference, pairing, level),
    };
  });
  return { pairing, shownLevel, metrics };
}

/** How far apart two values of a metric can lie. */
export function rangeOf(metric: string): Interval {
  return isShare(metric) ? [-1, 1] : [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY];
}

/** A difference, 0 where it is no larger than what rounding makes. */
export function withoutRounding(found: Difference | null): Difference | null {
  if (found === null) return null;
  const { a, b, difference } = found;
  const rounding = roundingError * Math.max(Math.abs(a), Math.abs(b));
  return Math.abs(difference) > rounding ? found : { ...found, difference: 0 };
}

/** (B − A) ÷ |A|; null where A is 0 and B is not. */
export function relativeOf({ a, difference }: Pick<Difference, 'a' | 'difference'>): number | null {
  if (difference === 0) return 0;
  return a === 0 ? null : difference / Math.abs(a);
}

/** What a difference with this p-value says of B. */
export function verdictOf(
  difference: Pick<Difference, 'difference' | 'standardError'> | null,
  pValue: number | null,
  better: Better,
): Verdict | null {
  if (difference === null) return null;
  if (difference.difference === 0 && (difference.standardError ?? 0) === 0) return 'same';
  if (pValue === null) return null;
  if (pValue >= 1 - comparisonLevel) return 'undecided';
  const side = difference.difference > 0 ? 'higher' : 'lower';
  if (better === null) return side;
  return side === better ? 'better' : 'worse';
}

/** How a metric's difference is found. */
function differencesBy(
  pairing: Pairing,
  a: ReplicatedFigures,
  b: ReplicatedFigures,
  critical: Critical,
): (column: string) => Difference | null {
  const { method } = pairing;
  const [placesA, placesB] = comparedPlaces(pairing, a, b);
  const valuesOf = (of: ReplicatedFigures, column: string, places: readonly number[]) =>
    places.map((place) => of.columns.get(column)?.[place] ?? Number.NaN);
  const sides = (column: string) =>
    [valuesOf(a, column, placesA), valuesOf(b, column, placesB)] as const;
  if (method === 'independent-replications') {
    return (column) => welchDifference(...sides(column), critical);
  }
  const paired = (column: string) => pairedDifference(...sides(column), critical);
  if (a.requests === null || b.requests === null || !method.endsWith('sections')) return paired;
  const options = { critical, paired: method === 'paired-sections' };
  const sectioned = requestDifferences(a.requests, b.requests, options);
  return (column) => sectioned.get(column) ?? paired(column);
}

/** At the level of the metric's interval; null where nothing tells the error. */
function onePercent(
  difference: Difference | null,
  { method }: Pairing,
  level: number,
): number | null {
  if (!difference?.standardError || !method.endsWith('replications')) return null;
  const paired = method === 'paired-replications';
  // √(var A + var B) of single replications, where the sides are equally many; near enough where not.
  const deviation = difference.standardError * Math.sqrt(difference.count);
  return replicationsToResolve(deviation, Math.abs(difference.a) / 100, { level, paired });
}
