import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { CompiledWorkload } from '../../../src/compile/compiled.ts';
import { type ArrivalSource, createArrivalSource } from '../../../src/engine/arrivals.ts';
import { field, STRIDE } from '../../../src/engine/request-table.ts';
import { makeScenario, makeWorkload } from '../../differential/builders.ts';

const lognormal = { distribution: 'lognormal', mean: 200, cv: 1.2, min: 1, max: 4096 } as const;
const open: Partial<CompiledWorkload> = {
  arrivals: { process: 'poisson', ratePerSecond: 2 },
  promptTokens: lognormal,
  outputTokens: lognormal,
  tenants: { count: 5, skew: 1 },
};

const sourceOf = (choice: Partial<CompiledWorkload>, replication = 0, seed = 'seed') => {
  const workload = makeWorkload(choice);
  return createArrivalSource(makeScenario({ seed, workloads: [workload] }), workload, replication);
};

function next(source: ArrivalSource) {
  const seconds = source.nextSeconds;
  const rows = new Float64Array(STRIDE);
  source.take(rows, 0);
  const asked = [field.prompt, field.output, field.maxTokens, field.tenant, field.priority];
  return { seconds, client: rows[field.client]!, asked: asked.map((place) => rows[place]!) };
}
const take = (source: ArrivalSource, count: number) =>
  Array.from({ length: count }, () => next(source));

describe('open arrivals', () => {
  it('keep gaps and requests paired when the rate is swept', () => {
    const slow = take(sourceOf(open), 500);
    const arrivals = { process: 'poisson', ratePerSecond: 37 } as const;
    const fast = take(sourceOf({ ...open, arrivals }), 500);
    for (const [i, { seconds, asked }] of slow.entries()) {
      expect(fast[i]!.seconds * 37).toBeCloseTo(seconds * 2, 9);
      expect(fast[i]!.asked).toEqual(asked);
    }
  });

  it('keep lengths, tenants and instants apart: a change of one law shifts no other draw', () => {
    const before = take(sourceOf(open), 200);
    const promptTokens = { distribution: 'fixed', value: 7 } as const;
    const after = take(sourceOf({ ...open, promptTokens, tenants: { count: 9, skew: 0 } }), 200);
    expect(after.map(({ seconds }) => seconds)).toEqual(before.map(({ seconds }) => seconds));
    expect(after.map(({ asked }) => asked[1])).toEqual(before.map(({ asked }) => asked[1]));
    expect(after.every(({ asked }) => asked[0] === 7)).toBe(true);
  });

  it('differ by seed, replication and name, and by nothing else', () => {
    const first = take(sourceOf(open), 50);
    expect(take(sourceOf(open), 50)).toEqual(first);
    expect(take(sourceOf(open, 1), 50)).not.toEqual(first);
    expect(take(sourceOf(open, 0, 'other'), 50)).not.toEqual(first);
    expect(take(sourceOf({ ...open, name: 'other' }), 50)).not.toEqual(first);
  });

  it('clip answers at what the client asks for', () => {
    const asked = take(sourceOf({ ...open, maxTokens: 100 }), 300).map((request) => request.asked);
    expect(Math.max(...asked.map(([, output]) => output!))).toBe(100);
    expect(asked.every(([, , most]) => most === 100)).toBe(true);
  });

  it.each([0, 1, 2])('send shares of rank^−%d for each tenant', (skew) => {
    const count = 20_000;
    const tenants = take(sourceOf({ ...open, tenants: { count: 5, skew } }), count).map(
      ({ asked }) => asked[3]!,
    );
    const weights = [1, 2, 3, 4, 5].map((rank) => rank ** -skew);
    const sum = weights.reduce((a, b) => a + b, 0);
    for (const [tenant, weight] of weights.entries()) {
      const share = tenants.filter((other) => other === tenant).length / count;
      const wanted = weight / sum;
      expect(Math.abs(share - wanted) / Math.sqrt((wanted * (1 - wanted)) / count)).toBeLessThan(4);
    }
  });
});

describe('a closed loop', () => {
  const clients = (choice = {}): Partial<CompiledWorkload> => ({
    ...open,
    arrivals: {
      process: 'closed-loop',
      concurrency: 6,
      thinkSeconds: 2,
      rampUpSeconds: 3,
      retryAfterSeconds: 5,
      ...choice,
    },
  });

  it('draws request j of client c from (c, j), whoever was served first', () => {
    const asked = (order: readonly number[]) => {
      const source = sourceOf(clients({ thinkSeconds: 0, rampUpSeconds: 0 }));
      const seen = new Map<string, number[]>();
      const turns = new Map<number, number>();
      const note = () => {
        const request = next(source);
        const turn = turns.get(request.client) ?? 0;
        turns.set(request.client, turn + 1);
        seen.set(`${request.client}, ${turn}`, request.asked);
      };
      for (let i = 0; i < 6; i++) note();
      for (const [i, client] of order.entries()) {
        source.onEnded(client, i + 1, false);
        note();
      }
      return seen;
    };
    const order = fc.array(fc.nat(5), { minLength: 10, maxLength: 40 });
    fc.assert(
      fc.property(order, order, (one, other) => {
        const [first, second] = [asked(one), asked(other)];
        const shared = [...first.keys()].filter((key) => second.has(key));
        expect(shared.length).toBeGreaterThanOrEqual(6);
        for (const key of shared) expect(second.get(key)).toEqual(first.get(key));
      }),
      { seed: 81, numRuns: 50 },
    );
  });

  it('starts its clients evenly over the ramp, and lets each ask again after a pause', () => {
    const source = sourceOf(clients());
    const first = take(source, 6);
    expect(first.map(({ client }) => client)).toEqual([0, 1, 2, 3, 4, 5]);
    expect(first.map(({ seconds }) => seconds)).toEqual([0, 0.5, 1, 1.5, 2, 2.5]);
    expect(source.nextSeconds).toBe(Infinity);
    source.onEnded(4, 10, false);
    source.onEnded(1, 10, true);
    expect(next(source)).toMatchObject({ client: 4, seconds: 12 });
    expect(next(source)).toMatchObject({ client: 1, seconds: 15 });
  });

  it('never comes back sooner after a rejection than it would otherwise', () => {
    const source = sourceOf(clients({ thinkSeconds: 9 }));
    take(source, 6);
    source.onEnded(0, 1, true);
    expect(source.nextSeconds).toBe(10);
  });
});

describe('a trace', () => {
  const rows = (arrivals: number[], more = {}) => ({
    length: arrivals.length,
    arrivalSeconds: Float64Array.from(arrivals),
    promptTokens: Int32Array.from(arrivals, (_, i) => 10 + i),
    outputTokens: Int32Array.from(arrivals, (_, i) => 100 + i),
    ...more,
  });

  it('is read in pieces cut anywhere, and asks for more when they are used up', () => {
    const source = sourceOf({ maxTokens: 4096 });
    expect(source.nextSeconds).toBeNaN();
    source.feed(rows([0, 1]));
    source.feed(rows([]));
    source.feed(rows([1, 4]));
    const read = take(source, 4);
    expect(read.map(({ seconds }) => seconds)).toEqual([0, 1, 1, 4]);
    expect(read.map(({ asked }) => asked.slice(0, 3))).toEqual([
      [10, 100, 4096],
      [11, 101, 4096],
      [10, 100, 4096],
      [11, 101, 4096],
    ]);
    expect(source.nextSeconds).toBeNaN();
    source.feed(null);
    expect(source.nextSeconds).toBe(Infinity);
  });

  it('clips answers at the row’s own limit and at the workload’s, whichever is lower', () => {
    const source = sourceOf({ maxTokens: 80, priority: 3 });
    const maxTokens = Int32Array.from([50, -1, 90]);
    const tenant = Int32Array.from([2, 0, 1]);
    source.feed(rows([0, 0, 0], { maxTokens, tenant }));
    expect(take(source, 3).map(({ asked }) => asked)).toEqual([
      [10, 50, 50, 2, 3],
      [11, 80, 80, 0, 3],
      [12, 80, 80, 1, 3],
    ]);
  });

  it('may lend its instants alone, with lengths drawn as in an open workload', () => {
    const arrivals = { process: 'trace', lengths: 'distribution' } as const;
    const source = sourceOf({ ...open, arrivals });
    source.feed(rows([0, 2, 3]));
    const drawn = take(sourceOf(open), 3).map(({ asked }) => asked);
    expect(take(source, 3).map(({ asked }) => asked)).toEqual(drawn);
  });

  it('may not go back in time, and nothing else can be fed', () => {
    const source = sourceOf({});
    source.feed(rows([5]));
    take(source, 1);
    expect(() => source.feed(rows([4]))).toThrow('back in time');
    expect(() => sourceOf(open).feed(rows([1]))).toThrow('only a trace');
  });
});

describe('queries one after the other', () => {
  const stream = (samplesPerQuery: number): Partial<CompiledWorkload> => ({
    ...open,
    arrivals: { process: 'multi-stream', samplesPerQuery, retryAfterSeconds: 5 },
  });

  it('come when every sample of the last has ended, and all samples at once', () => {
    const source = sourceOf(stream(3));
    expect(take(source, 3).map(({ seconds }) => seconds)).toEqual([0, 0, 0]);
    expect(source.nextSeconds).toBe(Infinity);
    source.onEnded(0, 4, false);
    source.onEnded(0, 9, false);
    expect(source.nextSeconds).toBe(Infinity);
    source.onEnded(0, 7, false);
    expect(take(source, 3).map(({ seconds }) => seconds)).toEqual([9, 9, 9]);
    expect(source.nextSeconds).toBe(Infinity);
  });

  it('pause after a rejection, also where a sample is refused before the next one is sent', () => {
    const source = sourceOf(stream(2));
    next(source);
    source.onEnded(0, 0, true);
    expect(source.nextSeconds).toBe(0);
    next(source);
    source.onEnded(0, 2, false);
    expect(source.nextSeconds).toBe(5);
  });
});
