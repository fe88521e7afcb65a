import { figureOf, isSwamped, type ReplicationResult } from './best-points.ts';
import { betterOf, shownMetrics } from './metric-traits.ts';
import { pairedDifference, studentCritical } from './paired.ts';
import type { ReplicatedMean } from './replicated-mean.ts';

/** What a frontier can weigh against each other, by column. */
export type FrontierMetric = 'accuracy' | 'e2e_p99_seconds' | 'joules_per_request';

/** A point that takes part, with what it is weighed by. */
export interface FrontierPoint {
  /** Position among the points that were given. */
  readonly point: number;
  /** In the order of the frontier's metrics; each has a mean. */
  readonly figures: readonly (ReplicatedMean & { readonly mean: number })[];
  /** Members of the frontier that are at least as good in each metric and better in one, as positions; none of a member. */
  readonly beatenBy: readonly number[];
  /** Of a beaten point: whether one of them is better, or the same in all replications, in each metric with 95 % confidence. */
  readonly sure: boolean;
}

export interface Frontier {
  readonly metrics: readonly FrontierMetric[];
  /** Those on the frontier and then the beaten ones, each from the least joules to the most. */
  readonly points: readonly FrontierPoint[];
  /** How many points take no part, by the first reason of each; reasons of none are left out. */
  readonly leftOut: readonly { readonly why: LeftOutReason; readonly points: number }[];
}

/** Why a point takes no part: it failed or was overloaded in a replication, its energy is too low, or it lacks a figure. */
const leftOutReasons = ['overloaded', 'failed', 'swamped', 'incomplete'] as const;
export type LeftOutReason = (typeof leftOutReasons)[number];

const LEVEL = 0.95;

const placeOf = (metric: FrontierMetric) => shownMetrics.findIndex(({ name }) => name === metric);

/** A point as dominance sees it: figures by metric, the less the better. */
interface Candidate {
  readonly point: number;
  readonly costs: readonly number[];
  /** By metric, and of it by replication. */
  readonly values: readonly (readonly number[])[];
}

/**
 * The Pareto frontier of a sweep's points by accuracy (where answers have one), the 99th percentile of end-to-end latency
 * and joules per request, over the means of their replications: which points no other one beats. Points that were
 * overloaded or failed in a replication, that have no figure, or whose energy is too low ({@link isSwamped}) take no part.
 * Null where fewer than two points are left, or none of them differ.
 *
 * That a point is beaten for sure takes a paired t-test in each metric (the intersection-union test, R. Berger,
 * Technometrics 24, 1982, needs no correction for how many there are); that one is on the frontier can always be luck.
 */
export function frontierOf(points: readonly (readonly ReplicationResult[])[]): Frontier | null {
  const reasons = points.map(reasonOf);
  const whole = [...points.keys()].filter((index) => reasons[index] === null);
  const has = (index: number, metric: FrontierMetric) =>
    (points[index] ?? []).every(({ metrics }) => !Number.isNaN(metrics[placeOf(metric)]));
  const answers = whole.some((index) => has(index, 'accuracy'));
  const metrics = [
    ...(answers ? (['accuracy'] as const) : []),
    'e2e_p99_seconds',
    'joules_per_request',
  ] as const satisfies readonly FrontierMetric[];
  const taking = whole.filter((index) => metrics.every((metric) => has(index, metric)));
  const candidates = taking.map((index) => candidateOf(index, points[index] ?? [], metrics));
  const members = membersOf(candidates);
  if (candidates.length < 2 || !candidates.some((one) => differs(one, candidates[0]))) return null;
  const judged = candidates.map((one): FrontierPoint & { readonly joules: number } => {
    const by = members.filter((member) => dominates(member, one));
    return {
      point: one.point,
      figures: metrics.map((metric) => {
        const { mean, interval } = figureOf(points[one.point] ?? [], placeOf(metric));
        return { mean: mean ?? Number.NaN, interval };
      }),
      beatenBy: by.map(({ point }) => point),
      sure: by.some((member) => surelyBeats(member, one)),
      joules: one.costs.at(-1) ?? Number.NaN,
    };
  });
  const leftOut = leftOutReasons.map((why) => {
    const lacking = why === 'incomplete' ? whole.length - taking.length : 0;
    return { why, points: reasons.filter((reason) => reason === why).length + lacking };
  });
  const rank = ({ beatenBy }: FrontierPoint) => (beatenBy.length === 0 ? 0 : 1);
  return {
    metrics,
    points: judged
      .sort((a, b) => rank(a) - rank(b) || a.joules - b.joules || a.point - b.point)
      .map(({ joules: _, ...point }) => point),
    leftOut: leftOut.filter((each) => each.points > 0),
  };
}

/** Why a point takes no part, whatever is weighed; null where nothing but a missing figure can keep it out. */
function reasonOf(replications: readonly ReplicationResult[]): LeftOutReason | null {
  if (replications.length === 0) return 'incomplete';
  const bad = (['overloaded', 'failed'] as const).find((status) =>
    replications.some((replication) => replication.status === status),
  );
  return bad ?? (isSwamped(replications) ? 'swamped' : null);
}

function candidateOf(
  point: number,
  replications: readonly ReplicationResult[],
  metrics: readonly FrontierMetric[],
): Candidate {
  const values = metrics.map((metric) => {
    const sign = betterOf(metric) === 'higher' ? -1 : 1;
    return replications.map((each) => sign * (each.metrics[placeOf(metric)] ?? Number.NaN));
  });
  const costs = values.map((each) => each.reduce((sum, value) => sum + value, 0) / each.length);
  return { point, costs, values };
}

/** Those that no other one dominates. Who does comes before in the order of costs, and so does a member that does. */
function membersOf(candidates: readonly Candidate[]): readonly Candidate[] {
  const byCosts = [...candidates].sort((a, b) => {
    const at = a.costs.findIndex((cost, metric) => cost !== b.costs[metric]);
    return at < 0 ? 0 : (a.costs[at] ?? 0) - (b.costs[at] ?? 0);
  });
  const members: Candidate[] = [];
  for (const one of byCosts)
    if (!members.some((member) => dominates(member, one))) members.push(one);
  return members;
}

/** Whether `a` is at least as good as `b` in each metric and better in one. */
function dominates(a: Candidate, b: Candidate): boolean {
  const isAsGood = a.costs.every((cost, at) => cost <= (b.costs[at] ?? Number.NaN));
  return isAsGood && differs(a, b);
}

function differs(a: Candidate, b: Candidate | undefined): boolean {
  return a.costs.some((cost, at) => cost !== b?.costs[at]);
}

function surelyBeats(a: Candidate, b: Candidate): boolean {
  const critical = studentCritical(LEVEL);
  return a.values.every((values, at) => {
    const others = b.values[at] ?? [];
    const pairs = Math.min(values.length, others.length);
    const [own, other] = [values.slice(0, pairs), others.slice(0, pairs)];
    if (own.every((value, index) => value === other[index])) return true;
    const found = pairedDifference(own, other, critical);
    return found?.pValue != null && found.pValue < 1 - LEVEL && found.difference > 0;
  });
}
