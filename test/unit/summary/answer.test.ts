import { describe, expect, it } from 'vitest';
import type { LatencyPart } from '../../../src/record/latency-parts.ts';
import type { RunTotals } from '../../../src/record/totals.ts';
import type { SummarizedScenario } from '../../../src/summary/input.ts';
import { summarize } from '../../../src/summary/summarize.ts';
import { sampleInput, scenario, totals } from './sample-run.ts';

const answerWith = (window: Partial<RunTotals['window']>, more: Partial<RunTotals> = {}) =>
  summarize(
    sampleInput({ totals: { ...totals, ...more, window: { ...totals.window, ...window } } }),
  ).answer;

describe('answer', () => {
  const { answer } = summarize(sampleInput());

  it('says whether the SLO is met, by workload, and nothing where none is stated', () => {
    expect(answer.sloMet).toBe(false);
    expect(answer.workloads).toEqual([
      {
        workload: 'chat',
        attainment: 1 / 3,
        target: 0.9,
        met: false,
        // one answered late, one expired
        misses: { ttft: 1 / 3, tpot: 0, e2e: 0, deadline: 0, unfinished: 1 / 3 },
      },
      {
        workload: 'code',
        attainment: 1,
        target: null,
        met: null,
        misses: { ttft: 0, tpot: 0, e2e: 0, deadline: 0, unfinished: 0 },
      },
    ]);
    const compiled = { ...scenario, workloads: [scenario.workloads[1], scenario.workloads[1]] };
    expect(summarize(sampleInput({ compiled })).answer.sloMet).toBeNull();
  });

  it('names the roof that is nearer, while busy', () => {
    expect(answer.bound.by).toBe('bandwidth');
    expect(answer.bound.reason).toContain('60 % of peak FLOP/s');
    expect(answerWith({ flops: 700 }).bound.by).toBe('compute');
    expect(answerWith({ flops: 10, bytes: 20 }).bound.by).toBe('host');
  });

  it('names exchanges that take more of the steps than the nearer roof', () => {
    const exchanges = {
      ...{
        insideBytes: 1,
        acrossBytes: 9,
        handOnBytes: 0,
        handOnAcrossBytes: 0,
        joules: 0,
        over: 'NDR',
      },
      ...{ seconds: 5, expertSeconds: 4, acrossSeconds: 4, stepSeconds: 10 },
    };
    const none = { transfers: 0, bytes: 0, transferSeconds: 0, aloneSeconds: 0, failures: 0 };
    const network = { ...none, joules: 0, fullest: null, exchanges };
    const idle = { flops: 10, bytes: 20 };
    const { bound } = answerWith(idle, { network });
    expect(bound.by).toBe('network');
    expect(bound.reason).toContain(
      '50 % of the time of steps is exchange between experts over NDR',
    );
    const tensor = { ...network, exchanges: { ...exchanges, expertSeconds: 0 } };
    expect(answerWith(idle, { network: tensor }).bound.reason).toContain('between chips of a');
    // a roof at 60 % is nearer than exchanges of 50 %, and exchanges of 30 % are not what steps wait for
    expect(answerWith({}, { network }).bound.by).toBe('bandwidth');
    const short = { ...network, exchanges: { ...exchanges, seconds: 3 } };
    expect(answerWith(idle, { network: short }).bound.by).toBe('host');
  });

  it('names KV memory and full batches before the roofs', () => {
    expect(answerWith({ kvBlockSeconds: 95 }).bound.by).toBe('kv-memory');
    expect(answerWith({}, { preemptions: 3 }).bound.by).toBe('kv-memory');
    expect(answerWith({ sequenceSeconds: 95 }).bound.by).toBe('queue');
    expect(answerWith({ busySeconds: 0 }).bound.by).toBeNull();
  });

  it('names what holds boards to lower clocks most of the time, before full batches', () => {
    const replicas = scenario.pools.reduce((n, pool) => n + pool.replicas, 0);
    const most = replicas * totals.simulatedSeconds;
    const budget = { name: 'row', policy: 'static', limitWatts: 9, peakWatts: 9 };
    const none = { overshootJoules: 0, longestOvershootSeconds: 0, governedSeconds: 0 };
    const heat = { hottestCelsius: 89, throttledReplicas: 1, shutdowns: 0 };
    const full = { sequenceSeconds: 95 };
    const hot = { slowedSeconds: [0.6 * most, 0], heat, budgets: [] };
    expect(answerWith(full, { power: hot }).bound).toEqual({
      by: 'heat',
      reason: 'boards held to lower clocks 60 % of the time',
    });
    const since = { ...hot, heat: { ...heat, firstThrottledSeconds: 3.04159 } };
    expect(answerWith(full, { power: since }).bound.reason).toMatch(
      /of the time, first after 3.04 s$/,
    );
    const governed = (part: number) => {
      const governedSeconds = part * totals.simulatedSeconds;
      const budgets = [{ ...budget, ...none, governedSeconds, firstGovernedSeconds: 0.827 }];
      return answerWith(full, { power: { ...since, budgets } }).bound;
    };
    expect(governed(0.5)).toEqual({
      by: 'power',
      reason:
        'boards held to lower clocks 60 % of the time, first after 0.827 s, and too hot at times',
    });
    // what did so for longer is what is named
    expect(governed(0.2)).toEqual({
      by: 'heat',
      reason:
        'boards held to lower clocks 60 % of the time, first after 3.04 s, and for budgets of power at times',
    });
    expect(answerWith({ kvBlockSeconds: 95 }, { power: hot }).bound.by).toBe('kv-memory');
    const seldom = { ...hot, slowedSeconds: [0.2 * most, 0.2 * most] };
    expect(answerWith(full, { power: seldom }).bound.by).toBe('queue');
  });

  describe('that the slowest requests wait', () => {
    const waiting = (
      parts: Partial<Record<LatencyPart, number>>,
      window: Partial<RunTotals['window']> = {},
      more: Partial<RunTotals> = {},
      compiled: SummarizedScenario = scenario,
    ) => {
      const { metrics } = sampleInput();
      const none = { host: 0, queue: 0, prefill: 0, decode: 1, preempted: 0, transfer: 0 };
      const slowest = () => ({ count: 1, e2eSeconds: 9, seconds: { ...none, ...parts } });
      const all = { ...totals, ...more, window: { ...totals.window, ...window } };
      const seen = { ...metrics, all: metrics.all, workloads: metrics.workloads };
      return summarize(
        sampleInput({ totals: all, metrics: { ...seen, parts: { slowest } }, compiled }),
      ).answer.bound;
    };
    const queue = { queue: 3 };

    it('for cores of a host that are not all taken', () => {
      const host = [
        { pool: 0, offloaded: false, cores: 2, takenCoreSeconds: 16, waitingSeconds: 30 },
      ];
      expect(waiting({ host: 3 }, { host })).toEqual({
        by: 'host',
        reason:
          'the slowest requests spend 75 % of their time there, for 80 % of the CPU cores of p are taken',
      });
      expect(waiting({ host: 0.5 }, { host }).by).toBe('bandwidth');
    });

    it('for replicas that are down', () => {
      const availability = {
        ...{ servingSeconds: 25, replicaSeconds: 28, interruptions: 1, recoveries: 1 },
        ...{ recoverySeconds: 3, lostRequests: 0, lostTokens: 0, lostJoules: 0, replayedTokens: 0 },
      };
      expect(waiting({ preempted: 2, queue: 1 }, {}, { availability }).by).toBe('failures');
      expect(waiting({ queue: 0.5 }, {}, { availability }).by).toBe('bandwidth');
      const short = { ...availability, servingSeconds: 27.9 };
      expect(waiting({ preempted: 3 }, {}, { availability: short }).by).toBe('bandwidth');
      expect(waiting({ transfer: 3 }, {}, { availability }).by).toBe('failures');
      const many = { ...short, lostRequests: 4 };
      expect(waiting({ preempted: 3 }, {}, { availability: many }).by).toBe('failures');
    });

    it('for the way', () => {
      expect(waiting({ transfer: 3 })).toEqual({
        by: 'network',
        reason:
          'the slowest requests spend 75 % of their time on the way between replicas or sites',
      });
    });

    it('for replicas that start', () => {
      const scaling = {
        ...{ servingSeconds: 12, startingSeconds: 4, zeroSeconds: 0, coldStarts: 1 },
        acceleratorSeconds: 16,
      };
      expect(waiting(queue, { scaling })).toMatchObject({ by: 'cold-start' });
      expect(waiting(queue, { scaling }).reason).toContain('25 % were not there yet');
      expect(waiting({}, { scaling }).by).toBe('bandwidth');
    });

    it('for reads of a tier below the prefix cache', () => {
      const tiered = { ...scenario, pools: [{ ...scenario.pools[0], tiers: {} }] };
      const tierSeconds = [1, 16, 0];
      expect(waiting(queue, { tierSeconds }, {}, tiered)).toMatchObject({ by: 'kv-tier' });
      expect(waiting(queue, { tierSeconds }, {}, tiered).reason).toContain('nvme takes it 80 %');
      expect(waiting(queue, { tierSeconds: [1, 10, 0] }, {}, tiered).by).toBe('bandwidth');
    });

    it('for places in batches that stay small, or are full here and empty there', () => {
      const busy = { busySeconds: 20, sequenceSeconds: 40 };
      expect(waiting(queue, busy)).toMatchObject({ by: 'queue' });
      expect(waiting(queue, busy).reason).toContain('its 8192 tokens a step keep batches small');
      expect(waiting(queue, { ...busy, flops: 700 }).by).toBe('compute');
      expect(waiting(queue).by).toBe('bandwidth');
      const full = { busySeconds: 10, sequenceSeconds: 95 };
      expect(waiting(queue, full).reason).toContain('replicas idle 50 % of the time');
      expect(waiting({}, full).reason).toBe('95 % of the sequence slots taken while busy');
    });

    it('or that admission turns them away, where there is room', () => {
      const admission = { policy: 'token-bucket' };
      const guarded = { ...scenario, admission };
      expect(waiting({}, {}, {}, guarded)).toEqual({
        by: 'admission',
        reason:
          'token-bucket refused 25 % of the requests, with 50 % of the places in batches taken while busy',
      });
      expect(waiting({}, {}, {}, { ...scenario, admission: { policy: 'always' } }).by).toBe(
        'bandwidth',
      );
      expect(waiting({}, { sequenceSeconds: 95 }, {}, guarded).by).toBe('queue');
    });
  });

  it('looks at the pool that most requests wait for or, where hardly any do, at the fullest', () => {
    const [pool] = scenario.pools;
    const compiled = { ...scenario, pools: [pool, { ...pool, name: 'q' }] };
    const { window } = totals;
    const pools = [
      { ...window, sequenceSeconds: 30, flops: 700 },
      { ...window, sequenceSeconds: 20, bytes: 700 },
    ];
    const bound = (poolWaiting: number[][]) => {
      const backlog = { ...totals.backlog, poolWaiting };
      const both = { ...totals, backlog, window: { ...window, pools } };
      return summarize(sampleInput({ compiled, totals: both })).answer.bound;
    };
    const behind = bound([
      [0, 1],
      [4, 5],
    ]);
    expect(behind.by).toBe('bandwidth');
    expect(behind.reason).toMatch(/^pool q: while busy, 60 % of peak FLOP/);
    expect(bound([[0], [0.9]])).toMatchObject({ by: 'compute' });
    // of a window without length nothing is known of who ran
    const empty = { ...window, busySeconds: 0, replicaSeconds: 0, sequenceSeconds: 0 };
    const at = { ...window, endSeconds: window.startSeconds, pools: [empty, empty] };
    const backlog = { ...totals.backlog, poolWaiting: [[0], [2]] };
    const burst = { ...totals, backlog, window: at };
    expect(summarize(sampleInput({ compiled, totals: burst })).answer.bound.by).toBeNull();
  });

  it('blames lower clocks of the boards of that pool alone', () => {
    const [pool] = scenario.pools;
    const compiled = { ...scenario, pools: [pool, { ...pool, name: 'q' }] };
    const window = { ...totals.window, pools: [totals.window, totals.window] };
    const backlog = { ...totals.backlog, poolWaiting: [[0], [4]] };
    const most = totals.simulatedSeconds;
    const of = (slowedSeconds: number[]) => {
      const heat = {
        hottestCelsius: 89,
        throttledReplicas: 2,
        shutdowns: 0,
        firstThrottledSeconds: 1,
      };
      const power = { slowedSeconds, heat, budgets: [] };
      const all = { ...totals, window, backlog, power };
      return summarize(sampleInput({ compiled, totals: all })).answer.bound;
    };
    expect(of([0, 0, most, most]).by).toBe('heat');
    expect(of([most, most, 0, 0]).reason).toMatch(/^pool q: .* of peak bandwidth$/);
  });

  it('says of a pool that stands while requests wait for it whether it is down', () => {
    const [pool] = scenario.pools;
    const compiled = { ...scenario, pools: [pool, { ...pool, name: 'q' }] };
    const pools = [totals.window, { ...totals.window, busySeconds: 0, sequenceSeconds: 0 }];
    const window = { ...totals.window, pools };
    const all = { ...totals, window, backlog: { ...totals.backlog, poolWaiting: [[0], [9]] } };
    const of = (more: Partial<RunTotals>) =>
      summarize(sampleInput({ compiled, totals: { ...all, ...more } })).answer.bound;
    expect(of({})).toEqual({ by: null, reason: 'pool q: no step ran in the window' });
    const none = { lostTokens: 0, lostJoules: 0, replayedTokens: 0 };
    const counts = { interruptions: 1, recoveries: 0, recoverySeconds: 0, lostRequests: 0 };
    const availability = { servingSeconds: 30, replicaSeconds: 56, ...counts, ...none };
    expect(of({ availability }).by).toBe('failures');
    expect(of({ availability }).reason).toMatch(
      /^pool q: no step ran while requests waited, where/,
    );
  });

  it('names the slots of adapters where they keep batches from filling, after memory and full batches', () => {
    const adapters = {
      loads: 1,
      loadingSeconds: 1,
      coldShare: 0.1,
      barredShare: 0.7,
      loadingShare: 0,
    };
    expect(answerWith({}, { adapters }).bound).toMatchObject({ by: 'adapters' });
    expect(answerWith({}, { adapters }).bound.reason).toContain(
      '70 % of the sequences found every',
    );
    expect(answerWith({ kvBlockSeconds: 95 }, { adapters }).bound.by).toBe('kv-memory');
    const rare = { ...adapters, barredShare: 0.2 };
    expect(answerWith({}, { adapters: rare }).bound.by).toBe('bandwidth');
  });

  it('names what lowered clocks, and from when on, unless that was short or something else takes the time', () => {
    const { simulatedSeconds } = totals;
    const budget = (share: number) => ({
      ...{ name: 'row', policy: 'static', limitWatts: 4e3, peakWatts: 4e3, overshootJoules: 0 },
      ...{ longestOvershootSeconds: 0, governedSeconds: share * simulatedSeconds },
      firstGovernedSeconds: 0.2891,
    });
    const heat = {
      ...{ hottestCelsius: 89.3, throttledReplicas: 4, firstThrottledSeconds: 181.24 },
      shutdowns: 0,
    };
    const reasonOf = (
      power: Omit<NonNullable<RunTotals['power']>, 'slowedSeconds'>,
      window: Partial<RunTotals['window']> = {},
    ) => answerWith(window, { power: { slowedSeconds: [1, 0], ...power } }).bound.reason;
    const usual = answer.bound.reason;
    const byPower = 'at clocks lowered for power 90 % of the time (first after 0.289 s)';
    expect(reasonOf({ budgets: [budget(0.9)] })).toBe(`${usual}, ${byPower}`);
    const both = `${usual}, ${byPower} and for heat on 4 replicas (first after 181 s)`;
    expect(reasonOf({ budgets: [budget(0.9)], heat })).toBe(both);
    expect(reasonOf({ budgets: [budget(0.05)] })).toBe(usual);
    expect(reasonOf({ budgets: [budget(0.9)] }, { sequenceSeconds: 95 })).toContain(byPower);
    expect(reasonOf({ budgets: [budget(0.9)] }, { flops: 10, bytes: 20 })).not.toContain('clocks');
  });

  it('says where the slowest spent their time, as shares', () => {
    const { slowest } = answer;
    expect(Object.values(slowest!.parts).reduce((a, b) => a + b)).toBeCloseTo(1, 12);
    expect(slowest!.parts.decode).toBeCloseTo(1.25 / 2, 12);
    expect(slowest!.count).toBeCloseTo(0.03, 12);
  });
});
