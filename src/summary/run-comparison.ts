import type { ReplicationStatus } from '../record/tables/metrics.ts';
import { type Better, betterOf, isComparable, metricOf, shownMetrics } from './metric-traits.ts';
import {
  type Critical,
  type Difference,
  holmAdjusted,
  pairedDifference,
  replicationsToResolve,
  studentCritical,
  unknownError,
  welchDifference,
} from './paired.ts';
import { commonRequests, type RequestSeries, requestDifferences } from './request-series.ts';

/** Confidence of every interval, and 1 − it the chance of calling a difference that is none. */
export const comparisonLevel = 0.95;

/** The replications of one run. */
export interface ReplicatedFigures {
  readonly seed: string;
  readonly statuses: readonly ReplicationStatus[];
  /** By column, one value per replication; NaN where it is null. */
  readonly columns: ReadonlyMap<string, Float64Array>;
  /** Requests of the first replication; null where they were not kept. */
  readonly requests: RequestSeries | null;
}

export type PairingMethod =
  /** Replication i of both has the same seed. */
  | 'paired-replications'
  | 'independent-replications'
  /** One run each, sections of the same requests. */
  | 'paired-sections'
  | 'independent-sections'
  /** One run each, and nothing that tells how much of a difference is chance. */
  | 'none';

export interface Pairing {
  readonly method: PairingMethod;
  readonly reason: string;
  /** Replications of each side that are compared. */
  readonly replications: readonly [a: number, b: number];
}

/**
 * What may be said of B against A: `better` and `worse` where the metric has a good side, `higher` and `lower` where
 * not, `same` where nothing differs, `undecided` where chance explains it; null without an interval.
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
  /** Holm's, over the metrics that are shown; null for the others. */
  readonly adjustedPValue: number | null;
  readonly verdict: Verdict | null;
  /** Replications of each side that would show a true difference of 1 % of A with a chance of 80 %. */
  readonly replicationsForOnePercent: number | null;
}

export interface RunComparison {
  readonly pairing: Pairing;
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
  const adjusted = holmAdjusted(
    found.map(({ name, difference }) => (shown.has(name) ? (difference?.pValue ?? null) : null)),
  );
  const metrics = found.map(({ name, difference }, index): MetricComparison => {
    const better = betterOf(name);
    const adjustedPValue = adjusted[index] ?? null;
    return {
      metric: name,
      unit: metricOf(name)?.unit ?? null,
      better,
      shown: shown.has(name),
      ...(difference ?? { a: null, b: null, difference: null, count: 0, ...unknownError }),
      relative: difference === null ? null : relativeOf(difference),
      adjustedPValue,
      verdict: verdictOf(difference, adjustedPValue ?? difference?.pValue ?? null, better),
      replicationsForOnePercent: onePercent(difference, pairing),
    };
  });
  return { pairing, metrics };
}

/** Figures that agree to so many parts in one differ by the order of their sums alone. */
const roundingError = 1e-9;

/** A difference, 0 where it is no larger than what rounding makes; and certain to be, where its interval is not either. */
export function withoutRounding(found: Difference | null): Difference | null {
  if (found === null) return null;
  const { a, b, difference, interval } = found;
  const rounding = roundingError * Math.max(Math.abs(a), Math.abs(b));
  if (difference === 0 || Math.abs(difference) > rounding) return found;
  if (interval === null || Math.max(...interval.map(Math.abs)) > rounding) {
    return { ...found, difference: 0 };
  }
  const certain = { interval: [0, 0] as const, pValue: 1, standardError: 0 };
  return { ...found, difference: 0, ...certain, varianceReduction: null };
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
  if (difference === null || pValue === null) return null;
  if (difference.difference === 0 && difference.standardError === 0) return 'same';
  if (pValue >= 1 - comparisonLevel) return 'undecided';
  const side = difference.difference > 0 ? 'higher' : 'lower';
  if (better === null) return side;
  return side === better ? 'better' : 'worse';
}

/** Replications that count: whole ones, or all where none is whole. */
function countedReplications({ statuses }: ReplicatedFigures): readonly number[] {
  const all = [...statuses.keys()];
  const whole = all.filter((i) => statuses[i] !== 'interrupted' && statuses[i] !== 'failed');
  return whole.length > 0 ? whole : all;
}

function pairingOf(a: ReplicatedFigures, b: ReplicatedFigures): Pairing {
  const counts = [countedReplications(a).length, countedReplications(b).length] as const;
  if (Math.min(...counts) >= 2) return replicationPairing(a, b, counts);
  const replications = [1, 1] as const;
  if (a.requests === null || b.requests === null) {
    const reason =
      'one run each, and requests.arrow was not kept by both: nothing tells how much of a difference is chance';
    return { method: 'none', reason, replications };
  }
  const common = commonRequests(a.requests, b.requests);
  if (common === 'none') {
    const reason =
      a.seed === b.seed
        ? 'one run each, of different requests'
        : `one run each, of different requests: the seeds are ${a.seed} and ${b.seed}`;
    return { method: 'independent-sections', reason, replications };
  }
  const when = common === 'same-instants' ? 'at the same instants' : 'at other instants';
  const reason = `one run each, of the same requests ${when}`;
  return { method: 'paired-sections', reason, replications };
}

function replicationPairing(
  a: ReplicatedFigures,
  b: ReplicatedFigures,
  counts: readonly [number, number],
): Pairing {
  if (a.seed !== b.seed) {
    const reason = `the seeds are ${a.seed} and ${b.seed}, so the replications have nothing in common`;
    return { method: 'independent-replications', reason, replications: counts };
  }
  const count = Math.min(...counts);
  const left = counts[0] === counts[1] ? '' : `; the first ${count} of each are compared`;
  const reason = `both have the seed ${a.seed}, so replication i of both draws the same random numbers${left}`;
  return { method: 'paired-replications', reason, replications: [count, count] };
}

/** How a metric's difference is found. */
function differencesBy(
  { method, replications }: Pairing,
  a: ReplicatedFigures,
  b: ReplicatedFigures,
  critical: Critical,
): (column: string) => Difference | null {
  const valuesOf = (of: ReplicatedFigures, column: string, count: number) =>
    countedReplications(of)
      .slice(0, count)
      .map((index) => of.columns.get(column)?.[index] ?? Number.NaN);
  const sides = (column: string) =>
    [valuesOf(a, column, replications[0]), valuesOf(b, column, replications[1])] as const;
  if (method === 'independent-replications') {
    return (column) => welchDifference(...sides(column), critical);
  }
  const paired = (column: string) => pairedDifference(...sides(column), critical);
  if (a.requests === null || b.requests === null || !method.endsWith('sections')) return paired;
  const options = { critical, paired: method === 'paired-sections' };
  const sectioned = requestDifferences(a.requests, b.requests, options);
  return (column) => sectioned.get(column) ?? paired(column);
}

function onePercent(difference: Difference | null, { method }: Pairing): number | null {
  if (difference?.standardError == null || !method.endsWith('replications')) return null;
  const paired = method === 'paired-replications';
  // √(var A + var B) of single replications, where the sides are equally many; near enough where not.
  const deviation = difference.standardError * Math.sqrt(difference.count);
  return replicationsToResolve(deviation, Math.abs(difference.a) / 100, { paired });
}
