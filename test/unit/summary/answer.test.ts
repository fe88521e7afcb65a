import { describe, expect, it } from 'vitest';
import type { RunTotals } from '../../../src/record/totals.ts';
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
    const hot = { slowedSeconds: 0.6 * most, heat, budgets: [] };
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
    const seldom = { ...hot, slowedSeconds: 0.4 * most };
    expect(answerWith(full, { power: seldom }).bound.by).toBe('queue');
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
    ) => answerWith(window, { power: { slowedSeconds: 1, ...power } }).bound.reason;
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
