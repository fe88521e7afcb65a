import { describe, expect, it } from 'vitest';
import { summarize } from '../../../src/summary/summarize.ts';
import { sampleInput, scenario, totals } from './sample-run.ts';

/** Every key of the contract's document, as paths. */
const contract = `scenario, seed, version, scenarioHash, status, warnings, simulatedSeconds, wallSeconds, events, overload
counts: offered, measured, completed, rejected, shed, expired, cancelled, failed, inFlight
latency: ttftSeconds, tpotSeconds, itlSeconds, e2eSeconds, queueSeconds
throughput: requestsPerSecond, promptTokensPerSecond, outputTokensPerSecond, outputTokensPerSecondPerAccelerator
slo: attainment, goodputRequestsPerSecond
energy: joulesPerRequest, joulesPerOutputToken, idleFactor, acceleratorJoules, itJoules, facilityJoules, acceleratorAverageWatts, pue
cost: usdPerRequest, usdPerMillionOutputTokens
carbon: gramsPerRequest
tails: requestUsd, requestJoules, requestTokens
utilization: busy, mfu, mbu, kvCache, prefixHitRate, averageBatch`;

describe('summarize', () => {
  const summary = summarize(sampleInput());

  it('has every key of the contract, and survives JSON', () => {
    const [top = '', ...groups] = contract.split('\n');
    const back = JSON.parse(JSON.stringify(summary));
    for (const key of top.split(', ')) expect(back).toHaveProperty(key);
    for (const group of groups) {
      const [name = '', keys = ''] = group.split(': ');
      for (const key of keys.split(', ')) expect(back).toHaveProperty([name, key]);
    }
    expect(back).toHaveProperty('quality', null);
    expect(Object.keys(back.classes)).toEqual(['chat', 'code']);
    for (const statistic of ['mean', 'p50', 'p90', 'p95', 'p99', 'p999', 'max', 'count', 'ci']) {
      expect(back.latency.e2eSeconds).toHaveProperty(statistic);
    }
  });

  it('knows no KV memory where no model generates tokens', () => {
    const compiled = {
      ...scenario,
      pools: scenario.pools.map((pool) => ({
        ...pool,
        step: { kind: 'one-shot', input: { profile: {} } } as unknown as (typeof pool)['step'],
      })),
    };
    expect(summarize(sampleInput({ compiled })).utilization.kvCache).toBeNull();
    expect(summary.utilization.kvCache).not.toBeNull();
  });

  it('says that a roll-out never began', () => {
    const nothing = { joules: 0, usd: Number.NaN, answers: 0, wrong: 0 };
    const figures = { requests: 0, completed: 0, errors: 0, missed: 0, ...nothing };
    const rollout = {
      kind: 'canary',
      outcome: 'pending',
      pools: { stable: 0, candidate: 0 },
      ...{ beganSeconds: 1e9, decidedSeconds: null, steps: 0, checks: 0, failedChecks: 0 },
      ...{ failedBy: null, firstFailureSeconds: null, stable: figures, candidate: figures },
      ...{ cameAfter: 0, lastArrivalSeconds: 26 },
    } as const;
    const warned = summarize(sampleInput({ totals: { ...totals, rollout } })).warnings.join();
    expect(warned).toContain('the roll-out never began: the last request came at 26.0 s');
    expect(summary.warnings.join()).not.toContain('roll-out');
  });

  it('says which scripted failures were to come after the end of the run', () => {
    const at = (atSeconds: number) => ({ kind: 'gpu', when: { atSeconds, unit: 0 } });
    const failures = [at(13), at(500), { kind: 'gpu', when: { overheats: true } }];
    const fabric = { failures: [{ when: { atSeconds: 600, cable: 'node-0.adapter-0' } }] };
    const { warnings } = summarize(sampleInput({ compiled: { ...scenario, failures, fabric } }));
    expect(warnings.filter((each) => each.startsWith('failures'))).toEqual([
      'failures: gpu at 500 s never happened, the run ended at 14.0 s; write an earlier at, or a longer horizon',
      'failures: fabric-link at 600 s never happened, the run ended at 14.0 s; write an earlier at, or a longer horizon',
    ]);
  });

  it('counts every arrival once', () => {
    const { offered, measured, ...outcomes } = summary.counts;
    expect(offered).toBe(8);
    expect(measured).toBe(6);
    expect(Object.values(outcomes).reduce((a, b) => a + b)).toBe(offered);
    expect(summary.classes['code']!.counts).toMatchObject({ offered: 4, rejected: 2, inFlight: 1 });
  });

  it('takes latency over measured completed requests, of all and of each workload', () => {
    expect(summary.latency.e2eSeconds).toMatchObject({ count: 3, max: 4, p50: 2 });
    expect(summary.classes['chat']!.latency.e2eSeconds).toMatchObject({ count: 2, mean: 3 });
    expect(summary.latency.itlSeconds).toMatchObject({ count: 38, max: 0.02 });
    expect(summary.classes['code']!.latency.itlSeconds).toMatchObject({ count: 0, mean: null });
  });

  it('divides completions in the window by its length', () => {
    expect(summary.throughput).toEqual({
      requestsPerSecond: 0.3,
      promptTokensPerSecond: 30,
      outputTokensPerSecond: 6,
      outputTokensPerSecondPerAccelerator: 1.5,
    });
    expect(summary.classes['code']!.throughput.requestsPerSecond).toBe(0.1);
  });

  it('counts every other outcome as a miss of the SLO', () => {
    expect(summary.slo.attainment).toBe(2 / 4);
    expect(summary.classes['chat']!.slo.attainment).toBe(1 / 3);
    expect(summary.slo.goodputRequestsPerSecond).toBe(0.2);
  });

  it('spreads the joules of the window, idle included, over measured completed requests', () => {
    expect(summary.energy).toMatchObject({
      acceleratorJoules: 900,
      acceleratorAverageWatts: 90,
      joulesPerRequest: 300,
      joulesPerOutputToken: 9,
      idleFactor: 1.5,
      itJoules: null,
      facilityJoules: null,
      pue: null,
    });
    // A workload's requests own 10 + 30 J; idle joules reach them by the factor.
    expect(summary.classes['chat']!.energy.joulesPerRequest).toBeCloseTo(30, 12);
    expect(summary.classes['chat']!.energy.joulesPerOutputToken).toBeCloseTo(1.5, 12);
    expect(summary.tails.requestJoules).toMatchObject({ max: 50, mean: 30 });
    expect(summary.tails.requestTokens.max).toBe(160);
  });

  it('relates use to capacity', () => {
    expect(summary.utilization).toEqual({
      busy: 0.5,
      mfu: 0.3,
      mbu: 0.6,
      kvCache: 0.4,
      prefixHitRate: null,
      averageBatch: 5,
    });
  });

  it('keeps earlier warnings and gives the reason of every null', () => {
    expect(summary.warnings[0]).toBe('from before');
    expect(summary.warnings.join('\n')).toContain('energy.pue');
    expect(summary.warnings.join('\n')).toMatch(/intervals of latency.ttftSeconds.* are null/);
  });

  it('does not divide by a window without length', () => {
    const window = { ...totals.window, endSeconds: 2, replicaSeconds: 0, peakFlops: 0 };
    const { throughput, energy, warnings } = summarize(
      sampleInput({ totals: { ...totals, window } }),
    );
    expect(Object.values(throughput)).toEqual([null, null, null, null]);
    expect([energy.joulesPerRequest, energy.acceleratorAverageWatts]).toEqual([null, null]);
    expect(warnings.join('\n')).toContain('no time passes');
  });

  it('knows no FLOPs of an affine step time', () => {
    const [pool] = scenario.pools;
    const compiled = { ...scenario, pools: [{ ...pool, step: { kind: 'affine' as const } }] };
    const { utilization, warnings, answer } = summarize(sampleInput({ compiled }));
    expect([utilization.mfu, utilization.mbu]).toEqual([null, null]);
    expect(warnings.join('\n')).toContain('affine');
    expect(answer.bound.by).toBeNull();
  });

  it('is overloaded when the backlog grows, and interrupted before anything else', () => {
    const backlog = {
      timeSeconds: Array.from({ length: 40 }, (_, i) => 10 + i),
      waiting: Array.from({ length: 40 }, (_, i) => 100 + 5 * i),
      running: Array.from({ length: 40 }, () => 4),
      completions: Array.from({ length: 40 }, (_, i) => 2 * i),
    };
    const over = { totals: { ...totals, backlog } };
    const overloaded = summarize(sampleInput(over));
    expect(overloaded.status).toBe('overloaded');
    expect(overloaded.overload).toEqual({ offeredPerSecond: 8 / 12, sustainablePerSecond: 2 });
    // Nothing was served while it all came at once, but 4 in the 14 s of the run.
    const sudden = { ...backlog, completions: backlog.completions.map(() => 0) };
    const late = summarize(sampleInput({ totals: { ...totals, backlog: sudden } }));
    expect(late.overload?.sustainablePerSecond).toBe(4 / 14);
    expect(summarize(sampleInput({ ...over, interrupted: true })).status).toBe('interrupted');
    expect(summary.status).toBe('completed');
    expect(summary.overload).toBeNull();
  });
});
