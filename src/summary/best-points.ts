import { mean } from 'simple-statistics';
import { areCopies } from './copies.ts';
import { betterOf, figureRange, shownMetrics } from './metric-traits.ts';
import { holmAdjusted, pairedDifference, studentCritical } from './paired.ts';
import { type ReplicatedMean, replicatedMean } from './replicated-mean.ts';
import { leastInWindow, windowShare } from './window-share.ts';

/** A replication of a point, with the metrics that are shown. */
export interface ReplicationResult {
  readonly status: 'completed' | 'overloaded' | 'failed';
  /** In the order of shownMetrics; NaN where there is none. */
  readonly metrics: readonly number[];
}

/** The point that is best by a metric, and how sure that is. */
export interface BestPoint extends ReplicatedMean {
  /** Column of the metric. */
  readonly metric: string;
  /** Position among the points that were given. */
  readonly point: number;
  /** Points of which it cannot be said that they are worse (95 %, all comparisons together), the nearest first. */
  readonly tied: readonly number[];
  /** Points that are worse (95 %, all comparisons together). */
  readonly worse: number;
  /** Why nothing can be said of the others: one replication, or copies of one; null where something can. */
  readonly untold: 'single' | 'copies' | null;
}

const LEVEL = 0.95;

/** What points are ranked by, of all that is shown. */
const ranked = [
  'ttft_p99_seconds',
  'e2e_p99_seconds',
  'requests_per_second',
  'goodput_requests_per_second',
  'joules_per_request',
  'accuracy',
  'joules_per_correct_answer',
];

const places = {
  rate: placeOf('requests_per_second'),
  energy: placeOf('joules_per_request'),
  watts: placeOf('accelerator_average_watts'),
};

function placeOf(metric: string): number {
  return shownMetrics.findIndex(({ name }) => name === metric);
}

/**
 * Whether a replication of a point completed so little while it was measured that its joules per request are too low: those
 * of the window stand over requests that mostly completed after it ({@link leastInWindow}). Its other figures err to the bad
 * side, if at all: latencies are of all measured requests that completed, however late, and rates of the window alone.
 */
export function isSwamped(replications: readonly ReplicationResult[]): boolean {
  return replications.some(({ metrics }) => {
    const of = (place: number) => metrics[place] ?? Number.NaN;
    const share = windowShare({
      requestsPerSecond: of(places.rate),
      joulesPerRequest: of(places.energy),
      averageWatts: of(places.watts),
    });
    return share < leastInWindow;
  });
}

/** A shown metric of a point over its replications. */
export function figureOf(
  replications: readonly ReplicationResult[],
  metric: number,
): ReplicatedMean {
  const values = valuesOf(replications, metric).filter((value) => !Number.isNaN(value));
  const { name = '' } = shownMetrics[metric] ?? {};
  return replicatedMean(values, figureRange(name));
}

/** Whether the replications of a point that did not fail are copies of each other. */
export function haveCopies(replications: readonly ReplicationResult[]): boolean {
  const whole = replications.filter(({ status }) => status !== 'failed');
  return areCopies(whole.map(({ metrics }) => metrics));
}

function valuesOf(replications: readonly ReplicationResult[], metric: number): readonly number[] {
  return replications.map(({ metrics }) => metrics[metric] ?? Number.NaN);
}

/**
 * The best point by each ranked metric. Points with a replication that was overloaded or failed do not take part: their
 * figures depend on how long the run was. Nor do those whose energy is too low ({@link isSwamped}), by energy. Every other point is compared with the best one pair by pair (they met the same
 * requests), and the p-values are adjusted for the number of comparisons (Holm); that the best was picked because it
 * looked best is not corrected for, so that a narrow lead is to be taken with care.
 */
export function bestPoints(
  points: readonly (readonly ReplicationResult[])[],
): readonly BestPoint[] {
  const eligible = [...points.keys()].filter((index) => {
    const replications = points[index] ?? [];
    return replications.length > 0 && replications.every(({ status }) => status === 'completed');
  });
  return ranked.flatMap((metric) => {
    const position = placeOf(metric);
    const isEnergy = metric.startsWith('joules_');
    const taking = eligible.filter((index) => !(isEnergy && isSwamped(points[index] ?? [])));
    const values = new Map(
      taking.map((index) => [index, valuesOf(points[index] ?? [], position)] as const),
    );
    const best = bestBy(metric, values);
    if (best === null) return [];
    const own = points[best.point] ?? [];
    return { ...best, ...figureOf(own, position), untold: untoldOf(best, own) };
  });
}

type Ranking = Pick<BestPoint, 'metric' | 'point' | 'tied' | 'worse'>;

function untoldOf(
  { worse }: Ranking,
  replications: readonly ReplicationResult[],
): BestPoint['untold'] {
  if (replications.length < 2) return 'single';
  return worse === 0 && haveCopies(replications) ? 'copies' : null;
}

function bestBy(metric: string, values: ReadonlyMap<number, readonly number[]>): Ranking | null {
  const sign = betterOf(metric) === 'higher' ? -1 : 1;
  const means = [...values]
    .filter(([, each]) => !each.some(Number.isNaN))
    .map(([point, each]) => ({ point, cost: sign * mean([...each]) }))
    .sort((a, b) => a.cost - b.cost || a.point - b.point);
  const [best, ...others] = means;
  if (best === undefined) return null;
  const own = values.get(best.point) ?? [];
  const critical = studentCritical(LEVEL);
  const pValues = others.map(({ point }) => {
    const each = values.get(point) ?? [];
    const pairs = Math.min(own.length, each.length);
    return pairedDifference(own.slice(0, pairs), each.slice(0, pairs), critical)?.pValue ?? null;
  });
  const adjusted = holmAdjusted(pValues);
  const tied = others.filter((_, index) => (adjusted[index] ?? 1) > 1 - LEVEL);
  return {
    metric,
    point: best.point,
    tied: tied.map(({ point }) => point),
    worse: others.length - tied.length,
  };
}
