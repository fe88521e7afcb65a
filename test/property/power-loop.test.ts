import { describe, expect, it } from 'vitest';
import { joulesConserved, powerWithinLimits, sum } from './laws.ts';
import { compileDraft, type Draft } from './random-scenario.ts';
import { record, withEngines } from './recorded-run.ts';

/** Two H100s at half of what they can serve. */
const draft = (seed: number, pool: Readonly<Record<string, unknown>>): Draft => ({
  seed,
  name: 'loop',
  horizon: { requests: 80, warmup: '0%' },
  workloads: [
    {
      name: 'chat',
      model: 'llama-3.1-8b',
      arrivals: { process: 'poisson', rate: 20 },
      promptTokens: { distribution: 'lognormal', mean: 600, cv: 1, max: 4000 },
      outputTokens: { distribution: 'geometric', mean: 80, max: 400 },
    },
  ],
  pools: [{ name: 'p', accelerator: 'h100-sxm', replicas: 2, engine: {}, ...pool }],
});

/** Mean time in the system over as many seeds, the same for every pool. */
function meanSeconds(pool: Readonly<Record<string, unknown>>): number {
  const seeds = Array.from({ length: 20 }, (_, i) => i);
  const total = sum(seeds, (seed) => {
    const scenario = compileDraft(draft(seed, pool));
    const run = record(scenario);
    joulesConserved(run, scenario);
    powerWithinLimits(run, scenario);
    return sum(run.rows, ({ e2eSeconds }) => e2eSeconds) / run.rows.length;
  });
  return total / seeds.length;
}

describe('a run whose boards are held back', () => {
  it('is no faster under a tighter budget, in the mean over 20 seeds', () => {
    for (const policy of ['static', 'phase-aware'] as const) {
      const under = (budget: number) =>
        meanSeconds({ power: { governor: { policy, budget, reaction: 0.02 } } });
      expect(under(650), policy).toBeGreaterThan(under(1390));
    }
  });

  it('is no faster in warmer air, in the mean over 20 seeds', () => {
    const at = (supplyTemperature: number) =>
      meanSeconds({ cooling: { kind: 'air', supplyTemperature } });
    expect(at(76)).toBeGreaterThan(at(24));
  });

  it('loses replicas whose chips go off for heat, and has them back, with every joule, and what was in flight is lost', () => {
    const failures = [{ kind: 'overheat', restart: 0.5 }];
    const hot = draft(1, { cooling: { kind: 'air', supplyTemperature: 76 } });
    const scenario = compileDraft({ ...hot, failures });
    const run = record(scenario);
    expect(record(withEngines(scenario, { stepping: 'stepwise' })).rows).toEqual(run.rows);
    joulesConserved(run, scenario);
    expect(run.rows).toHaveLength(80);
    const { availability, power } = run.totals;
    expect(availability?.interruptions).toBeGreaterThan(0);
    expect(availability?.interruptions).toBe(power?.heat?.shutdowns);
    expect(availability?.lostRequests).toBeGreaterThan(0);
    expect(power?.heat?.hottestCelsius).toBeLessThan(92 + 1e-6);
  });

  it('is slower the more of its air comes back to a rack, with every joule, and stays what it was where none does', () => {
    const hot = { cooling: { kind: 'air', supplyTemperature: 66 }, replicas: 4 };
    const of = (recirculation: unknown) => {
      const rack = { nodes: 2, recirculation };
      return compileDraft({ ...draft(1, hot), facility: { rack } } as Draft);
    };
    const runOf = (recirculation: unknown) => {
      const scenario = of(recirculation);
      const run = record(scenario);
      const stepwise = record(withEngines(scenario, { stepping: 'stepwise' }));
      expect(stepwise.rows).toEqual(run.rows);
      expect(stepwise.totals.power).toEqual(run.totals.power);
      joulesConserved(run, scenario);
      powerWithinLimits(run, scenario);
      const { heat, slowedSeconds } = run.totals.power!;
      return { ...heat!, slowedSeconds: sum(slowedSeconds, (each) => each), rows: run.rows };
    };
    const shares = [0.1, 0.3, 0.5].map((share) => runOf({ share, riseKelvin: 30, lag: 0.2 }));
    for (const [i, { recirculatedKelvin, slowedSeconds }] of shares.entries()) {
      expect(recirculatedKelvin).toBeGreaterThan(shares[i - 1]?.recirculatedKelvin ?? 0);
      expect(slowedSeconds).toBeGreaterThanOrEqual(shares[i - 1]?.slowedSeconds ?? 0);
    }
    expect(shares[2]!.slowedSeconds).toBeGreaterThan(shares[0]!.slowedSeconds);
    const none = runOf('none');
    expect(none.recirculatedKelvin).toBeUndefined();
    // next to nothing that comes back is the same run but for the 5 K that it stands for
    const { cooling, ...plain } = hot;
    const cooler = { ...plain, cooling: { ...cooling, supplyTemperature: 71 } };
    const little = { rack: { nodes: 2, recirculation: { share: 1e-9 } } };
    const same = record(compileDraft({ ...draft(1, cooler), facility: little } as Draft));
    expect(same.rows.map(({ e2eSeconds }) => e2eSeconds)).toEqual(
      none.rows.map(({ e2eSeconds }) => e2eSeconds),
    );
  });

  it('leaks more in warmer air and less under cold water, within the limit of its boards, with every joule', () => {
    const leaked = (cooling: Readonly<Record<string, unknown>>) => {
      const scenario = compileDraft(draft(1, { cooling: { ...cooling, leakage: {} } }));
      const run = record(scenario);
      const stepwise = record(withEngines(scenario, { stepping: 'stepwise' }));
      expect(stepwise.rows).toEqual(run.rows);
      joulesConserved(run, scenario);
      powerWithinLimits(run, scenario);
      const { leakedJoules } = run.totals.wholeRun;
      expect(stepwise.totals.wholeRun.leakedJoules).toBeCloseTo(leakedJoules, 6);
      expect(leakedJoules).toBe(run.totals.power?.heat?.leakage?.joules);
      return leakedJoules;
    };
    const water = leaked({ kind: 'direct-to-chip', supplyTemperature: 20 });
    const mild = leaked({ kind: 'air', supplyTemperature: 40 });
    const warm = leaked({ kind: 'air', supplyTemperature: 60 });
    expect(water).toBeLessThan(mild);
    expect(water).toBeLessThan(0);
    expect(warm).toBeGreaterThan(mild);
    expect(warm).toBeGreaterThan(0);
  });
});
