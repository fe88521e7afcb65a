import { meanAndInterval } from '../base/statistics.ts';
import type { SweepPlan } from './plan.ts';
import { inShard, type Shard } from './shard.ts';

/** What a replication came to, as far as the order of work depends on it. */
export interface Outcome {
  readonly status: 'completed' | 'overloaded' | 'failed';
  /** Of the stop rule's metric; NaN without a rule, or where it is null. */
  readonly value: number;
}

export interface Task {
  readonly point: number;
  readonly replication: number;
}

const LEVEL = 0.95;

/** Share of the replications that seem to be missing that are started at once: the estimate may be too high. */
const caution = 0.5;

/** All that a point needs, or how many are worth starting. */
export type Needed = { readonly done: number } | { readonly atLeast: number };

/**
 * Replications that a point needs, by what its first ones came to: a number, decided on prefixes of their index and so
 * the same however many workers there were; or how many more are worth starting, while that is open.
 *
 * The stop rule is the sequential one of Chow and Robbins (1965): as soon as the t-interval of the prefix is narrow
 * enough. Its coverage is a little below the nominal one, the less the more replications it begins with. A point whose
 * first replications are all overloaded or failed, or lack the rule's metric, has no mean to wait for.
 *
 * Prefixes of fewer than `from` replications are known not to be enough, and are not looked at again.
 */
export function replicationsNeeded(
  outcomes: readonly (Outcome | undefined)[],
  { replications, stop }: Pick<SweepPlan, 'replications' | 'stop'>,
  from = 0,
): Needed {
  const first = Math.max(replications, stop === null ? 1 : 2);
  for (let count = Math.max(first, from); ; count += 1) {
    const prefix = outcomes.slice(0, count);
    if (prefix.length < count || prefix.includes(undefined)) return { atLeast: count };
    const known = prefix as readonly Outcome[];
    if (stop === null || count >= stop.maxReplications) return { done: count };
    if (known.every(isWithoutFigure)) return { done: count };
    const width = relativeHalfWidth(known);
    if (width <= stop.relativeHalfWidth) return { done: count };
    if (outcomes.length > count) continue;
    const missing = Number.isFinite(width)
      ? count * ((width / stop.relativeHalfWidth) ** 2 - 1)
      : 1;
    const more = Math.max(1, Math.floor(caution * missing));
    return { atLeast: Math.min(count + more, stop.maxReplications) };
  }
}

const isWithoutFigure = ({ status, value }: Outcome): boolean =>
  status !== 'completed' || Number.isNaN(value);

function relativeHalfWidth(outcomes: readonly Outcome[]): number {
  const values = outcomes.map(({ value }) => value).filter((value) => !Number.isNaN(value));
  if (values.length < 2) return Number.POSITIVE_INFINITY;
  const { mean, halfWidth } = meanAndInterval(values, LEVEL);
  if (halfWidth === 0) return 0;
  return halfWidth === null || mean === 0 ? Number.POSITIVE_INFINITY : halfWidth / Math.abs(mean);
}

/** Which replication is to be run next: point after point in design order, each as far as it needs. */
export class Schedule {
  readonly #plan: SweepPlan;
  readonly #points: readonly number[];
  readonly #outcomes = new Map<number, (Outcome | undefined)[]>();
  /** What each point needs, as of its last outcome. */
  readonly #needed = new Map<number, Needed>();
  /** Length of the longest prefix of each point that is known. */
  readonly #known = new Map<number, number>();
  readonly #nothingYet: Needed;
  /** Replications that have been handed out, by point. */
  readonly #started = new Map<number, number>();
  /** Points that turned out to need more. */
  readonly #again: number[] = [];
  #next = 0;
  #finished = 0;
  #done = 0;
  #expected: number;

  constructor(plan: SweepPlan, shard: Shard | null) {
    this.#plan = plan;
    this.#points = plan.points
      .map(({ index }) => index)
      .filter((index) => shard === null || inShard(index, shard));
    this.#nothingYet = replicationsNeeded([], plan);
    this.#expected = this.#points.length * count(this.#nothingYet);
  }

  /** Points of this sweep, or of its shard, in design order. */
  get points(): readonly number[] {
    return this.#points;
  }

  /** Points that need no more replications. */
  get finished(): number {
    return this.#finished;
  }

  /** The next replication to run; null where none can be started now. */
  take(): Task | null {
    for (;;) {
      const point = this.#again[0] ?? this.#points[this.#next];
      if (point === undefined) return null;
      const needed = this.#needOf(point);
      const started = this.#started.get(point) ?? 0;
      if ('atLeast' in needed && started < needed.atLeast) {
        this.#started.set(point, started + 1);
        return { point, replication: started };
      }
      if (this.#again.length > 0) this.#again.shift();
      else this.#next += 1;
    }
  }

  /** Notes what a replication came to; true when its point needs no more. */
  accept({ point, replication }: Task, outcome: Outcome): boolean {
    const outcomes = this.#outcomes.get(point) ?? [];
    const before = this.#needOf(point);
    while (outcomes.length <= replication) outcomes.push(undefined);
    outcomes[replication] = outcome;
    this.#outcomes.set(point, outcomes);
    let known = this.#known.get(point) ?? 0;
    const needed = 'done' in before ? before : replicationsNeeded(outcomes, this.#plan, known + 1);
    while (outcomes[known] !== undefined) known += 1;
    this.#known.set(point, known);
    this.#needed.set(point, needed);
    this.#done += 1;
    const started = this.#started.get(point) ?? 0;
    // What was started for nothing is run to its end all the same.
    this.#expected += Math.max(started, count(needed)) - Math.max(started, count(before));
    if ('done' in needed) {
      if ('done' in before) return false;
      this.#finished += 1;
      return true;
    }
    if (needed.atLeast > started) this.#again.push(point);
    return false;
  }

  /** Replications that count for a point, once it is finished. */
  replicationsOf(point: number): number {
    const needed = this.#needOf(point);
    return 'done' in needed ? needed.done : 0;
  }

  #needOf(point: number): Needed {
    return this.#needed.get(point) ?? this.#nothingYet;
  }

  /** Points with a stop rule that completed, but never with the figure that it looks at. */
  get withoutFigure(): number {
    if (this.#plan.stop === null) return 0;
    const known = [...this.#outcomes.values()].map((each) =>
      each.filter((one) => one !== undefined),
    );
    return known.filter(
      (each) => each.every(isWithoutFigure) && each.some(({ status }) => status === 'completed'),
    ).length;
  }

  /** Replications that are finished, and all that will be as far as can be told. */
  get progress(): { readonly done: number; readonly expected: number } {
    return { done: this.#done, expected: this.#expected };
  }
}

/** Replications that a point needs as far as can be told. */
function count(needed: Needed): number {
  return 'done' in needed ? needed.done : needed.atLeast;
}
