import { median } from 'simple-statistics';
import type { ReplicationStatus } from '../record/tables/metrics.ts';
import { areCopies } from './copies.ts';
import { type Better, betterOf, isComparable, isLatency, metricOf } from './metric-traits.ts';
import {
  type Difference,
  falseCoverageLevel,
  falseDiscoveryAdjusted,
  intervalBy,
  pairedDifference,
  studentCritical,
  welchDifference,
} from './paired.ts';
import {
  comparisonLevel,
  rangeOf,
  relativeOf,
  type Verdict,
  verdictOf,
  withoutRounding,
} from './run-comparison.ts';

/** What an axis has at a point: a number in SI, a word, or null where the scenario's own value is not known. */
export type AxisLevel = number | string | null;

/** One point of a sweep with its replications. */
export interface SweptPoint {
  /** By axis, in the order of the sweep. */
  readonly levels: readonly AxisLevel[];
  /** Rows of its replications in the sweep's columns, in order of the replication. */
  readonly rows: readonly number[];
}

/** A sweep as it is compared. */
export interface SweptFigures {
  readonly seed: string;
  /** Paths of the axes. */
  readonly axes: readonly string[];
  readonly points: readonly SweptPoint[];
  readonly statuses: readonly ReplicationStatus[];
  /** By column, one value per row; NaN where it is null. */
  readonly columns: ReadonlyMap<string, Float64Array>;
}

export interface PointDifference extends Difference {
  readonly levels: readonly AxisLevel[];
  readonly relative: number | null;
  /** Benjamini and Hochberg's, over the points of this metric. */
  readonly adjustedPValue: number | null;
  readonly verdict: Verdict | null;
}

export interface SweepMetricComparison {
  readonly metric: string;
  readonly unit: string | null;
  readonly better: Better;
  /** Points at which both sweeps have the figure. */
  readonly points: number;
  /** Points by what may be said of B there; `unknown` where nothing tells chance from difference. */
  readonly verdicts: Readonly<Record<Verdict | 'unknown', number>>;
  /**
   * Level of the intervals: such an interval excludes 0 exactly where the verdict of its point is a difference, and of the
   * intervals of those points at most 5 % are expected to miss.
   */
  readonly intervalLevel: number;
  /** Points at which B's figure is the higher or the lower one, chance or not. */
  readonly higher: number;
  readonly lower: number;
  /** Median over the points of (B − A) ÷ |A|. */
  readonly medianRelative: number | null;
  /** Points with the largest relative differences, largest first; those that chance does not explain before all others. */
  readonly largest: readonly PointDifference[];
}

export interface SweepComparison {
  readonly paired: boolean;
  readonly pairingReason: string;
  readonly matched: number;
  /** Points that one sweep alone has. */
  readonly onlyA: readonly (readonly AxisLevel[])[];
  readonly onlyB: readonly (readonly AxisLevel[])[];
  /** Matched points that are overloaded in a replication of either: left out of latencies. */
  readonly overloaded: number;
  /** Matched points of which A or B has no whole replication: nothing of them is compared. */
  readonly failed: number;
  /** Matched points that tell no error: of one replication in A or B, and of replications that are copies in both. */
  readonly single: number;
  readonly copied: number;
  readonly metrics: readonly SweepMetricComparison[];
}

/** Differences that are told one by one. */
const mostTold = 5;

/**
 * Compares two sweeps of the same axes (of which B's may stand in another order) point by point. With the same seed the
 * replications of a point are paired. Of the points that a metric is called better or worse at, at most 5 % may be expected
 * to be called so by chance (Benjamini and Hochberg).
 */
export function compareSweeps(a: SweptFigures, b: SweptFigures): SweepComparison {
  const paired = a.seed === b.seed;
  const { pairs, onlyA, onlyB } = matchPoints(a, b);
  const calm = pairs.filter(([left, right]) => !isOverloaded(a, left) && !isOverloaded(b, right));
  const differenceIn = pointDifferences(a, b, paired);
  const metrics = [...a.columns.keys()]
    .filter((column) => isComparable(column) && b.columns.has(column))
    .map((column) => differencesOf(column, isLatency(column) ? calm : pairs, differenceIn))
    .filter(({ points }) => points > 0);
  return {
    paired,
    pairingReason: paired
      ? `both have the seed ${a.seed}, so replication i of a point draws the same random numbers in both`
      : `the seeds are ${a.seed} and ${b.seed}, so the replications have nothing in common`,
    matched: pairs.length,
    onlyA: onlyA.map(({ levels }) => levels),
    onlyB: onlyB.map(({ levels }) => levels),
    overloaded: pairs.length - calm.length,
    failed: pairs.filter((pair) => fewestWhole(a, b, pair) === 0).length,
    single: pairs.filter((pair) => fewestWhole(a, b, pair) === 1).length,
    copied: pairs.filter(([left, right]) => haveCopies(a, left) && haveCopies(b, right)).length,
    metrics,
  };
}

/** Points that both sweeps have, pair by pair, and those that one alone has; levels in the order of A's axes. */
export function matchPoints(a: SweptFigures, b: SweptFigures) {
  const pointsB = new Map(byKey(inOrderOf(b, a.axes)));
  const pointsA = byKey(a.points);
  const keysA = new Set(pointsA.map(([key]) => key));
  return {
    pairs: pointsA.flatMap(([key, point]): readonly Pair[] => {
      const other = pointsB.get(key);
      return other === undefined ? [] : [[point, other]];
    }),
    onlyA: pointsA.filter(([key]) => !pointsB.has(key)).map(([, point]) => point),
    onlyB: [...pointsB].filter(([key]) => !keysA.has(key)).map(([, point]) => point),
  };
}

/** Points of `b` with their levels in the order of these axes. */
function inOrderOf(b: SweptFigures, axes: readonly string[]): readonly SweptPoint[] {
  const places = axes.map((axis) => b.axes.indexOf(axis));
  return b.points.map(({ levels, rows }) => ({
    levels: places.map((place) => levels[place] ?? null),
    rows,
  }));
}

/** Points by their levels; equal ones (a design may repeat itself) by their number among them too. */
function byKey(points: readonly SweptPoint[]): readonly (readonly [string, SweptPoint])[] {
  const seen = new Map<string, number>();
  return points.map((point) => {
    const levels = JSON.stringify(point.levels);
    const before = seen.get(levels) ?? 0;
    seen.set(levels, before + 1);
    return [`${levels} ${before}`, point] as const;
  });
}

function isOverloaded({ statuses }: SweptFigures, { rows }: SweptPoint): boolean {
  return rows.some((row) => statuses[row] === 'overloaded');
}

/** Rows of the replications of a point that ran to their end. */
function wholeRows({ statuses }: SweptFigures, { rows }: SweptPoint): readonly number[] {
  return rows.filter((row) => statuses[row] !== 'interrupted' && statuses[row] !== 'failed');
}

/** Whole replications of the side that has fewer. */
function fewestWhole(a: SweptFigures, b: SweptFigures, [left, right]: Pair): number {
  return Math.min(wholeRows(a, left).length, wholeRows(b, right).length);
}

function haveCopies(of: SweptFigures, point: SweptPoint): boolean {
  const columns = [...of.columns.values()];
  return areCopies(
    wholeRows(of, point).map((row) => columns.map((values) => values[row] ?? Number.NaN)),
  );
}

type Pair = readonly [a: SweptPoint, b: SweptPoint];
type DifferenceIn = (column: string, pair: Pair) => Difference | null;

function pointDifferences(a: SweptFigures, b: SweptFigures, paired: boolean): DifferenceIn {
  const critical = studentCritical(comparisonLevel);
  const valuesOf = ({ columns, statuses }: SweptFigures, column: string, { rows }: SweptPoint) => {
    const values = columns.get(column);
    // What was cut off is no replication.
    return rows.map((row) =>
      statuses[row] === 'interrupted' ? Number.NaN : (values?.[row] ?? Number.NaN),
    );
  };
  return (column, [pointA, pointB]) => {
    const left = valuesOf(a, column, pointA);
    const right = valuesOf(b, column, pointB);
    if (!paired) return welchDifference(left, right, critical);
    const count = Math.min(left.length, right.length);
    return pairedDifference(left.slice(0, count), right.slice(0, count), critical);
  };
}

function differencesOf(
  column: string,
  pairs: readonly Pair[],
  differenceIn: DifferenceIn,
): SweepMetricComparison {
  const better = betterOf(column);
  const differences: Difference[] = [];
  const levels: (readonly AxisLevel[])[] = [];
  for (const pair of pairs) {
    const difference = withoutRounding(differenceIn(column, pair));
    if (difference === null) continue;
    differences.push(difference);
    levels.push(pair[0].levels);
  }
  const alpha = 1 - comparisonLevel;
  const adjusted = falseDiscoveryAdjusted(differences.map(({ pValue }) => pValue));
  const intervalLevel = falseCoverageLevel(adjusted, alpha);
  const critical = studentCritical(intervalLevel);
  const verdicts = differences.map((each, index) =>
    verdictOf(each, adjusted[index] ?? null, better),
  );
  const of = (wanted: Verdict | null) => verdicts.filter((verdict) => verdict === wanted).length;
  const relatives = differences.flatMap((each) => relativeOf(each) ?? []);
  const told = largestFirst(differences, verdicts).slice(0, mostTold);
  return {
    metric: column,
    unit: metricOf(column)?.unit ?? null,
    better,
    points: differences.length,
    verdicts: {
      better: of('better'),
      worse: of('worse'),
      higher: of('higher'),
      lower: of('lower'),
      same: of('same'),
      undecided: of('undecided'),
      unknown: of(null),
    },
    intervalLevel,
    higher: differences.filter(({ difference }) => difference > 0).length,
    lower: differences.filter(({ difference }) => difference < 0).length,
    medianRelative: relatives.length > 0 ? median(relatives) : null,
    largest: told.map((index) => ({
      levels: levels[index]!,
      ...differences[index]!,
      interval: intervalBy(differences[index]!, critical, rangeOf(column)),
      relative: relativeOf(differences[index]!),
      adjustedPValue: adjusted[index] ?? null,
      verdict: verdicts[index] ?? null,
    })),
  };
}

const openVerdicts: ReadonlySet<Verdict> = new Set(['undecided', 'same']);

/** Places of the differences: those that chance does not explain first, the largest relative ones first. */
function largestFirst(
  differences: readonly Difference[],
  verdicts: readonly (Verdict | null)[],
): readonly number[] {
  const sizes = Float64Array.from(differences, (each) =>
    Math.abs(relativeOf(each) ?? Number.MAX_VALUE),
  );
  const order = [...differences.keys()].sort((x, y) => sizes[y]! - sizes[x]!);
  const isDecided = (index: number) => {
    const verdict = verdicts[index] ?? null;
    return verdict !== null && !openVerdicts.has(verdict);
  };
  return [...order.filter(isDecided), ...order.filter((index) => !isDecided(index))];
}
