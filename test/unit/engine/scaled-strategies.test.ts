import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { anyStrategy } from '../../property/chaos/thinking-twists.ts';
import { record } from '../../property/recorded-run.ts';
import { LARGE, type ThinkingCase, thinkingScenario } from '../../theory/thinking-scenario.ts';

type Patch = Readonly<Record<string, unknown>>;

const quick = { coldStart: '2s', interval: '1s', scrapeDelay: '0s' };

/** The usual case on a pool that scales; the pool alone where `autoscaling` is null. */
function play(of: ThinkingCase, autoscaling: Patch | null) {
  const { replicas = 1, engine } = of;
  const stepTime = { kind: 'affine', base: '8ms', perDecodeSequence: '30us', perContextToken: 0 };
  const pool = {
    ...{ name: 'p', accelerator: 'h100-sxm', replicas, serves: [LARGE] },
    engine: { prefixCache: true, stepTime, ...engine },
    ...(autoscaling && { autoscaling: { ...quick, ...autoscaling } }),
  };
  return record(thinkingScenario({ ...of, more: { pools: [pool], ...of.more } }));
}

const apart = { arrivals: { process: 'periodic', period: '60s' } };
const vote = { kind: 'majority-vote', samples: 4 };
const asleep = {
  ...{ policy: 'concurrency-target', min: 0, max: 1, concurrency: 8 },
  ...{ stableWindow: '2s', panicWindow: '1s', grace: '0s' },
};

describe('strategies on a pool that scales', () => {
  it('wake it from zero: the start is in the queueing of their latency, and nothing else changes', () => {
    const of = { requests: 5, strategy: vote, workload: apart };
    const still = play(of, null);
    const woken = play({ ...of, replicas: 0 }, asleep);
    expect(woken.rows).toHaveLength(5);
    for (const [i, row] of woken.rows.entries()) {
      const alone = still.rows[i]!;
      expect(row.e2eSeconds - alone.e2eSeconds).toBeCloseTo(2, 9);
      expect(row.queueSeconds - alone.queueSeconds).toBeCloseTo(2, 9);
      expect(row.outputTokens).toBe(alone.outputTokens);
      expect(row.acceleratorJoules).toBeCloseTo(alone.acceleratorJoules, 6);
      expect(row.fate).toBe(alone.fate);
    }
  });

  it('wake it in the middle of a program, when the pool went to sleep while a tool was used', () => {
    const strategy = {
      ...{ kind: 'agent', turns: 1, tool: 'sandbox' },
      ...{ toolTokens: { distribution: 'fixed', value: 20 }, toolSuccess: 1, stepSuccess: 1 },
    };
    const more = { tools: [{ name: 'sandbox', time: '20s' }] };
    const { rows } = play({ requests: 1, strategy, workload: apart, more, replicas: 0 }, asleep);
    expect(rows[0]).toMatchObject({ outcome: 'completed', hostSeconds: 20 });
    expect(rows[0]!.queueSeconds).toBeCloseTo(4, 9);
  });

  it('show each of their calls to the autoscaler', () => {
    const workload = { outputTokens: { distribution: 'fixed', value: 50 } };
    const more = { outputs: { timeseries: '100ms' } };
    const of = { requests: 1, workload, engine: { maxSequences: 1 }, more };
    const policy = { policy: 'queue-length', min: 1, max: 9, target: 2, interval: '100ms' };
    const most = (samples: number) => {
      const run = play({ ...of, strategy: { ...vote, samples } }, { ...policy, coldStart: 0 });
      return Math.max(...run.timeseries.map(({ replicasUp }) => replicasUp));
    };
    // one of 9 calls runs for 0.4 s: the other 8 want 4 replicas
    expect([2, 9].map(most)).toEqual([1, 4]);
  });

  it('are load of the pool where one call of a roll-out answers, as they are without it', () => {
    const policy = { ...asleep, min: 1, max: 9, concurrency: 1 };
    const up = (more: Patch) => {
      const outputs = { timeseries: '1s' };
      const of = { requests: 60, ratePerSecond: 6, more: { outputs, ...more } };
      const run = play({ ...of, engine: { maxSequences: 1 } }, policy);
      return run.timeseries.map(({ replicasUp }) => replicasUp);
    };
    const late = { workload: 'q', strategy: vote, at: '1h' };
    const alone = up({});
    expect(new Set(alone).size).toBeGreaterThan(2);
    expect(up({ rollout: late })).toEqual(alone);
  });

  it('are judged as a whole by a policy that goes by targets', () => {
    const policy = { policy: 'slo-driven', min: 1, max: 4, window: '5s', calm: '5s' };
    const upAtEnd = (e2e: string, replicas: number) => {
      const workload = { slo: { e2e } };
      const more = { outputs: { timeseries: '1s' } };
      const of = { requests: 120, strategy: vote, replicas, workload, more };
      return play(of, policy).timeseries.at(-1)!.replicasUp;
    };
    // one call meets the first, and no vote of four does
    expect(upAtEnd('1ms', 1)).toBe(4);
    expect(upAtEnd('1h', 4)).toBe(1);
  });

  it('are the same as on a fleet that stands, where min is max', () => {
    let calls = 0;
    fc.assert(
      fc.property(anyStrategy, (drawn) => {
        const text = JSON.stringify(drawn).replaceAll('""', `"${LARGE}"`);
        const strategy: Patch = JSON.parse(text);
        const tool = (name: string) => ({ name, time: 0.1, concurrency: 2 });
        const used = ['sandbox', 'store'].filter((name) => text.includes(`"${name}"`));
        const outputs = { timeseries: 'none', calls: true };
        const more = { outputs, ...(used.length > 0 && { tools: used.map(tool) }) };
        const of = { requests: 12, ratePerSecond: 8, strategy, replicas: 2, more };
        const still = play(of, null);
        const scaled = play(of, { policy: 'ongoing-requests', min: 2, max: 2 });
        expect(scaled.rows).toEqual(still.rows);
        expect(scaled.calls).toEqual(still.calls);
        expect(scaled.totals.wholeRun).toEqual(still.totals.wholeRun);
        calls += still.calls.length;
      }),
      { numRuns: 15, seed: 7 },
    );
    expect(calls).toBeGreaterThan(300);
  });
});
