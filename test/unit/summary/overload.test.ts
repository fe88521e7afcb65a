import { describe, expect, it } from 'vitest';
import { drawNormal } from '../../../src/base/random/normal.ts';
import { createStream } from '../../../src/base/random/stream.ts';
import { isHopeless, isOverloaded, sustainablePerSecond } from '../../../src/summary/overload.ts';

const points = 64;
const backlogOf = (waiting: (i: number) => number, running = 8) => ({
  timeSeconds: Array.from({ length: points }, (_, i) => 100 + i),
  waiting: Array.from({ length: points }, (_, i) => waiting(i)),
  running: Array.from({ length: points }, () => running),
  completions: Array.from({ length: points }, (_, i) => 1000 + 5 * i),
});

describe('isOverloaded', () => {
  it('sees a backlog that grows steadily beyond ten batches', () => {
    expect(isOverloaded(backlogOf((i) => 100 + 3 * i + (i % 3)))).toBe(true);
  });

  it('does not mind a large backlog that stands or shrinks', () => {
    expect(isOverloaded(backlogOf((i) => 500 + 40 * Math.sin(i)))).toBe(false);
    expect(isOverloaded(backlogOf((i) => 900 - 3 * i))).toBe(false);
  });

  it('does not mind a growing backlog of less than ten batches', () => {
    expect(isOverloaded(backlogOf((i) => i))).toBe(false);
    expect(isOverloaded(backlogOf((i) => i, 5))).toBe(true);
  });

  it('needs samples', () => {
    expect(isOverloaded({ timeSeconds: [], waiting: [], running: [], completions: [] })).toBe(
      false,
    );
  });
});

/** Samples over the second half of `arrivals`, of a backlog that is `waitingAt` so many of them. */
function secondHalfOf(
  arrivals: number,
  waitingAt: (arrival: number) => number,
  options: { running?: number; completionsAt?: (arrival: number) => number } = {},
) {
  const { running = 8, completionsAt = (arrival) => arrival - waitingAt(arrival) } = options;
  const at = Array.from({ length: 101 }, (_, i) => (arrivals / 2) * (1 + i / 100));
  return {
    timeSeconds: at,
    waiting: at.map(waitingAt),
    running: at.map(() => running),
    completions: at.map(completionsAt),
  };
}

/** A random walk with this drift and variance per arrival, held above zero, over the second half of the arrivals. */
function walk(seed: number, arrivals: number, drift: number, variance = 2) {
  const source = createStream(`walk ${seed}`);
  const values = [0];
  for (let i = 1; i <= arrivals; i++) {
    const step = drift + Math.sqrt(variance) * drawNormal(source);
    values.push(Math.max(0, values[i - 1]! + step));
  }
  const completionsAt = (arrival: number) => arrival * (1 - Math.max(0, drift));
  return secondHalfOf(arrivals, (arrival) => values[Math.round(arrival)]!, {
    running: 1,
    completionsAt,
  });
}

const seeds = Array.from({ length: 200 }, (_, seed) => seed);
const hopelessOf = (arrivals: number, drift: number, variance?: number) =>
  seeds.filter((seed) => isHopeless(walk(seed, arrivals, drift, variance), arrivals)).length;

describe('isHopeless', () => {
  const steady = (arrival: number) => 0.3 * arrival + (arrival % 7);

  it('gives up on a backlog that grows from the beginning and far beyond the batches', () => {
    expect(isHopeless(secondHalfOf(4000, steady), 4000)).toBe(true);
  });

  it('never gives up on walks without drift or with drift to zero, always on those that surely run away', () => {
    for (const variance of [0.5, 2, 20]) {
      expect(hopelessOf(4000, 0, variance)).toBe(0);
      expect(hopelessOf(4000, -0.05, variance)).toBe(0);
    }
    expect(hopelessOf(4000, 0.3)).toBe(seeds.length);
    expect(hopelessOf(20_000, 0.15)).toBe(seeds.length);
    // four standard errors, more or less: some are told, the others are waited for
    const unsure = hopelessOf(4000, 0.15);
    expect(unsure).toBeGreaterThan(0);
    expect(unsure).toBeLessThan(seeds.length);
  });

  it('implies that the run is overloaded', () => {
    const walks = seeds.map((seed) => walk(seed, 4000, 0.12));
    const hopeless = walks.filter((backlog) => isHopeless(backlog, 4000));
    const overloaded = walks.filter(isOverloaded);
    expect(hopeless.length).toBeGreaterThan(0);
    expect(hopeless.filter((backlog) => !isOverloaded(backlog))).toEqual([]);
    expect(overloaded.length).toBeGreaterThan(hopeless.length);
  });

  it('waits for a thousand arrivals and for enough samples', () => {
    expect(isHopeless(secondHalfOf(1000, steady), 1000)).toBe(true);
    expect(isHopeless(secondHalfOf(999, steady), 999)).toBe(false);
    const { timeSeconds, waiting, running, completions } = secondHalfOf(4000, steady);
    const few = (values: number[]) => values.filter((_, i) => i % 5 === 0).slice(0, 20);
    const backlog = {
      timeSeconds: few(timeSeconds),
      waiting: few(waiting),
      running: few(running),
      completions: few(completions),
    };
    expect(isOverloaded(backlog)).toBe(true);
    expect(isHopeless(backlog, 4000)).toBe(false);
  });

  it('wants twenty batches of backlog, and growth by a twentieth of the arrivals', () => {
    const ends = steady(4000);
    const batchOf = (running: number) => isHopeless(secondHalfOf(4000, steady, { running }), 4000);
    expect(batchOf(ends / 21)).toBe(true);
    expect(batchOf(ends / 19)).toBe(false);
    const slope = (growth: number) => secondHalfOf(40_000, (arrival) => growth * arrival);
    expect(isHopeless(slope(0.06), 40_000)).toBe(true);
    expect(isHopeless(slope(0.04), 40_000)).toBe(false);
  });

  it('does not take a server that one long request bars for an overload', () => {
    // the queue is short until the long request comes, then nobody is served
    const barred = (since: number) => (arrival: number) => Math.max(3, arrival - since);
    for (const since of [1000, 1500, 2000, 2500]) {
      const completionsAt = (arrival: number) => Math.min(arrival, since);
      const backlog = secondHalfOf(4000, barred(since), { running: 1, completionsAt });
      expect(isOverloaded(backlog)).toBe(true);
      expect(isHopeless(backlog, 4000)).toBe(false);
    }
    // each of the two conditions is needed
    const sinceLate = secondHalfOf(4000, barred(1500), { completionsAt: (a) => a / 2 });
    expect(isHopeless(sinceLate, 4000)).toBe(false);
    const stalled = secondHalfOf(4000, steady, { completionsAt: (a) => Math.min(a, 3000) });
    expect(isHopeless(stalled, 4000)).toBe(false);
  });
});

describe('sustainablePerSecond', () => {
  it('is the completions per second over the samples', () => {
    expect(sustainablePerSecond(backlogOf(() => 0))).toBe(5);
    expect(
      sustainablePerSecond({ timeSeconds: [1, 1], waiting: [], running: [], completions: [0, 9] }),
    ).toBeNull();
  });
});
