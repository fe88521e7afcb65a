import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { studentTQuantile } from '../../../src/base/statistics.ts';
import type { StopRule } from '../../../src/scenario/sweep-file/sweep-file.ts';
import type { SweepPlan } from '../../../src/sweep/plan.ts';
import {
  type Outcome,
  replicationsNeeded,
  Schedule,
  type Task,
} from '../../../src/sweep/schedule.ts';
import type { Shard } from '../../../src/sweep/shard.ts';
import { planOf } from './plan-of.ts';

const rule = (relativeHalfWidth: number, maxReplications: number): StopRule => ({
  metric: 'e2e.mean',
  column: 'e2e_mean_seconds',
  relativeHalfWidth,
  maxReplications,
});

const completed = (value: number): Outcome => ({ status: 'completed', value });
const overloaded: Outcome = { status: 'overloaded', value: 900 };
const failed: Outcome = { status: 'failed', value: Number.NaN };

/** How many replications count, told by the definition alone from what all of them would come to. */
function naiveCount(all: readonly Outcome[], plan: Pick<SweepPlan, 'replications' | 'stop'>) {
  const { replications, stop } = plan;
  if (stop === null) return replications;
  for (let n = Math.max(2, replications); n < stop.maxReplications; n += 1) {
    const prefix = all.slice(0, n);
    if (!prefix.some(({ status, value }) => status === 'completed' && !Number.isNaN(value)))
      return n;
    const values = prefix.flatMap(({ value }) => (Number.isNaN(value) ? [] : [value]));
    const k = values.length;
    if (k < 2) continue;
    const average = values.reduce((sum, value) => sum + value, 0) / k;
    const squares = values.reduce((sum, value) => sum + (value - average) ** 2, 0);
    const half = studentTQuantile(0.975, k - 1) * Math.sqrt(squares / (k - 1) / k);
    if (half <= stop.relativeHalfWidth * Math.abs(average)) return n;
  }
  return stop.maxReplications;
}

const outcome: fc.Arbitrary<Outcome> = fc.oneof(
  { weight: 6, arbitrary: fc.double({ min: 80, max: 120, noNaN: true }).map(completed) },
  { weight: 2, arbitrary: fc.constantFrom(100, 0, -100).map(completed) },
  { weight: 1, arbitrary: fc.constant(completed(Number.NaN)) },
  { weight: 2, arbitrary: fc.constant(overloaded) },
  { weight: 2, arbitrary: fc.constant(failed) },
);

/** Values that are alike, so that the rule stops early, or of one kind, so that whole prefixes have failed. */
const outcomes: fc.Arbitrary<readonly Outcome[]> = fc.oneof(
  fc.array(outcome, { minLength: 30, maxLength: 30 }),
  fc.array(fc.double({ min: 95, max: 105, noNaN: true }).map(completed), {
    minLength: 30,
    maxLength: 30,
  }),
  fc
    .tuple(fc.nat(30), outcome, outcome)
    .map(([at, before, after]) =>
      Array.from({ length: 30 }, (_, index) => (index < at ? before : after)),
    ),
);

const plans = fc
  .record({
    points: fc.integer({ min: 1, max: 6 }),
    replications: fc.integer({ min: 1, max: 6 }),
    stop: fc.option(
      fc.record({
        width: fc.constantFrom(0.01, 0.03, 0.05, 0.1, 0.5),
        more: fc.integer({ min: 0, max: 20 }),
      }),
      { nil: null, freq: 4 },
    ),
    shard: fc.option(fc.constantFrom<Shard>({ index: 1, count: 2 }, { index: 2, count: 2 }), {
      nil: null,
      freq: 4,
    }),
  })
  .map(({ points, replications, stop, shard }) => {
    const most = stop === null ? 0 : Math.max(2, replications + stop.more);
    const own = stop === null ? null : rule(stop.width, most);
    return { plan: planOf(points, { replications, stop: own }), shard };
  });

interface Told {
  readonly counts: readonly number[];
  readonly handedOut: number;
  /** Points in the order in which they were finished. */
  readonly finished: readonly number[];
}

/**
 * Works through a schedule with at most `width` tasks in progress: `choices` say, again and again, whether another is
 * started or which of those in progress ends.
 */
function workThrough(
  plan: SweepPlan,
  shard: Shard | null,
  all: readonly (readonly Outcome[])[],
  { width, choices }: { readonly width: number; readonly choices: readonly number[] },
): Told {
  const schedule = new Schedule(plan, shard);
  const running: Task[] = [];
  const handedOut = new Set<string>();
  const accepted = new Set<string>();
  const finished: number[] = [];
  for (let step = 0; ; step += 1) {
    const choice = choices[step % choices.length] ?? 0;
    const start = running.length === 0 || (running.length < width && choice % 3 > 0);
    const task = start ? schedule.take() : null;
    if (task !== null) {
      const name = `${task.point}/${task.replication}`;
      expect(handedOut, 'handed out twice').not.toContain(name);
      handedOut.add(name);
      running.push(task);
    } else {
      const [done] = running.splice(choice % Math.max(1, running.length), 1);
      if (done === undefined) break;
      const own = all[done.point]?.[done.replication] ?? failed;
      accepted.add(`${done.point}/${done.replication}`);
      if (schedule.accept(done, own)) finished.push(done.point);
    }
    expect(schedule.progress.done).toBe(accepted.size);
    expect(schedule.progress.expected).toBeGreaterThanOrEqual(handedOut.size);
    expect(schedule.finished).toBe(finished.length);
  }
  const counts = schedule.points.map((point) => schedule.replicationsOf(point));
  for (const [at, point] of schedule.points.entries()) {
    for (let replication = 0; replication < (counts[at] ?? 0); replication += 1) {
      expect(accepted, 'counts and was not run').toContain(`${point}/${replication}`);
    }
  }
  expect(schedule.progress.expected).toBe(handedOut.size);
  return { counts, handedOut: handedOut.size, finished };
}

describe('a schedule', () => {
  it('gives every point the same replications, whatever the order of work is', () => {
    const seen = { early: 0, most: 0, surplus: 0, first: 0 };
    const orders = fc.record({
      width: fc.integer({ min: 1, max: 12 }),
      choices: fc.array(fc.nat(1000), { minLength: 1, maxLength: 60 }),
    });
    const property = fc.property(
      plans,
      fc.array(outcomes, { minLength: 6, maxLength: 6 }),
      orders,
      ({ plan, shard }, all, order) => {
        const { counts, handedOut, finished } = workThrough(plan, shard, all, order);
        const { points } = new Schedule(plan, shard);
        expect(counts).toEqual(points.map((point) => naiveCount(all[point] ?? [], plan)));
        expect([...finished].sort((a, b) => a - b)).toEqual(points);
        const { stop, replications } = plan;
        const most = stop?.maxReplications ?? replications;
        expect(handedOut).toBeLessThanOrEqual(points.length * most);
        if (stop === null) return;
        if (counts.some((count) => count > replications && count < most)) seen.early += 1;
        if (counts.some((count) => count === most && count > replications)) seen.most += 1;
        if (counts.some((count) => count === replications)) seen.first += 1;
        if (handedOut > counts.reduce((sum, count) => sum + count, 0)) seen.surplus += 1;
      },
    );
    fc.assert(property, { numRuns: 400, seed: 20260101 });
    for (const [name, times] of Object.entries(seen)) expect(times, name).toBeGreaterThan(5);
  });

  it('takes points in design order, each as far as it needs', () => {
    const schedule = new Schedule(planOf(3, { replications: 2 }), null);
    const tasks = Array.from({ length: 7 }, () => schedule.take());
    expect(tasks).toEqual([
      { point: 0, replication: 0 },
      { point: 0, replication: 1 },
      { point: 1, replication: 0 },
      { point: 1, replication: 1 },
      { point: 2, replication: 0 },
      { point: 2, replication: 1 },
      null,
    ]);
    expect(schedule.progress).toEqual({ done: 0, expected: 6 });
  });

  it('goes back to a point that turned out to need more', () => {
    const schedule = new Schedule(planOf(2, { stop: rule(0.01, 3) }), null);
    for (let each = 0; each < 4; each += 1) schedule.take();
    expect(schedule.take()).toBeNull();
    schedule.accept({ point: 0, replication: 0 }, completed(90));
    expect(schedule.take()).toBeNull();
    expect(schedule.accept({ point: 0, replication: 1 }, completed(110))).toBe(false);
    expect(schedule.progress).toEqual({ done: 2, expected: 5 });
    expect(schedule.take()).toEqual({ point: 0, replication: 2 });
    expect(schedule.accept({ point: 0, replication: 2 }, completed(100))).toBe(true);
    expect(schedule.replicationsOf(0)).toBe(3);
    expect(schedule.replicationsOf(1)).toBe(0);
    expect(schedule.finished).toBe(1);
  });

  it('has the points of its shard alone', () => {
    const schedule = new Schedule(planOf(5), { index: 2, count: 3 });
    expect(schedule.points).toEqual([1, 4]);
    expect(schedule.take()).toEqual({ point: 1, replication: 0 });
    expect(schedule.take()).toEqual({ point: 4, replication: 0 });
    expect(schedule.take()).toBeNull();
  });
});

describe('replicationsNeeded', () => {
  const needed = (own: readonly (Outcome | undefined)[], stop: StopRule | null, first = 2) =>
    replicationsNeeded(own, { replications: first, stop });

  it('is the number of the file without a stop rule', () => {
    expect(needed([], null, 3)).toEqual({ atLeast: 3 });
    expect(needed([completed(1), undefined, completed(1)], null, 3)).toEqual({ atLeast: 3 });
    expect(needed([completed(1), failed, overloaded], null, 3)).toEqual({ done: 3 });
  });

  it('is two at least with one: a single value has no interval', () => {
    expect(needed([completed(5)], rule(0.5, 9), 1)).toEqual({ atLeast: 2 });
    expect(needed([completed(5), completed(5)], rule(0.5, 9), 1)).toEqual({ done: 2 });
  });

  it('stops where t · s ÷ √n is within the share of the mean', () => {
    // s = 1 and n = 4: 3.1824463 · 1 ÷ 2 is 15.9 % of 10.
    const own = [9, 9, 11, 11].map((value) => completed(10 + ((value - 10) * Math.sqrt(3)) / 2));
    expect(needed(own, rule(0.16, 9), 4)).toEqual({ done: 4 });
    expect(needed(own, rule(0.15, 9), 4)).toMatchObject({ atLeast: 5 });
  });

  it('never counts a later replication before the earlier ones', () => {
    const narrow = [completed(10), undefined, completed(10), completed(10), completed(10)];
    expect(needed(narrow, rule(0.5, 9))).toEqual({ atLeast: 2 });
  });

  it('stops at the most', () => {
    const wide = [1, 100, 1, 100].map(completed);
    expect(needed(wide, rule(0.01, 4))).toEqual({ done: 4 });
  });

  it('waits for no mean where every replication so far is overloaded or failed', () => {
    expect(needed([overloaded, overloaded], rule(0.05, 50))).toEqual({ done: 2 });
    expect(needed([failed, overloaded], rule(0.05, 50))).toEqual({ done: 2 });
    expect(needed([overloaded, completed(900)], rule(0.05, 50))).toEqual({ done: 2 });
    expect(needed([failed, completed(5)], rule(0.05, 50))).toEqual({ atLeast: 3 });
  });

  it('ends where there is no value at all, and goes on while there is one', () => {
    const empty = completed(Number.NaN);
    expect(needed([empty], rule(0.05, 50))).toEqual({ atLeast: 2 });
    expect(needed([empty, empty], rule(0.05, 50))).toEqual({ done: 2 });
    expect(needed([empty, overloaded], rule(0.05, 50))).toEqual({ done: 2 });
    expect(needed([empty, completed(1)], rule(0.05, 50))).toEqual({ atLeast: 3 });
  });

  it('goes on while the mean is zero', () => {
    expect(needed([completed(-1), completed(1)], rule(0.05, 50))).toEqual({ atLeast: 3 });
    expect(needed([completed(0), completed(0)], rule(0.05, 50))).toEqual({ done: 2 });
  });

  it('starts half of what seems to be missing, and never more than the most', () => {
    // Two values of spread s have a half-width of 12.706 · s ÷ √2 of 10.
    const own = [completed(9.5), completed(10.5)];
    const width = (12.7062047 * Math.SQRT1_2) / Math.SQRT2 / 10;
    const missing = 2 * ((width / 0.1) ** 2 - 1);
    expect(needed(own, rule(0.1, 1000))).toEqual({ atLeast: 2 + Math.floor(missing / 2) });
    expect(needed(own, rule(0.1, 10))).toEqual({ atLeast: 10 });
  });
});
