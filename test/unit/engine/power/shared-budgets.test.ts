import { describe, expect, it } from 'vitest';
import { compileScenario } from '../../../../src/compile/compile.ts';
import { budgetsKept, joulesConserved } from '../../../property/laws.ts';
import { record, withEngines } from '../../../property/recorded-run.ts';
import { scenarioOf } from '../../scenario/parse-text.ts';

/** Two H100s for a chat and two for a batch, busy all the time, and what they are held to. */
function compiled(blocks: {
  readonly chat?: string;
  readonly top?: string;
  readonly seed?: number;
  readonly cooling?: string;
  readonly timeseries?: string;
}) {
  const work = 'promptTokens: { distribution: lognormal, mean: 800, cv: 1, max: 4000 }';
  const text = `
name: shared
seed: ${blocks.seed ?? 1}
horizon: { requests: 150, warmup: 0% }
workloads:
  - { name: chat, model: llama-3.1-8b, priority: 1, arrivals: { process: poisson, rate: 20/s }, ${work}, outputTokens: { distribution: geometric, mean: 80, max: 400 } }
  - { name: batch, model: llama-3.2-3b, arrivals: { process: poisson, rate: 30/s }, ${work}, outputTokens: { distribution: geometric, mean: 80, max: 400 } }
pools:
  - { name: chat, accelerator: h100-sxm, replicas: 2, serves: [llama-3.1-8b], power: { governor: ${blocks.chat ?? 'none'} }, cooling: ${blocks.cooling ?? 'none'} }
  - { name: bulk, accelerator: h100-sxm, replicas: 2, serves: [llama-3.2-3b], cooling: ${blocks.cooling ?? 'none'} }
${blocks.top ?? ''}
outputs: { timeseries: ${blocks.timeseries ?? 'none'} }
`;
  return compileScenario(scenarioOf(text), { traces: {} });
}

const play = (blocks: Parameters<typeof compiled>[0]) => record(compiled(blocks));
const shared = (governor: string) => `budgets: [{ name: row, ${governor} }]`;

describe('a budget that pools share', () => {
  it('is the same as one of their own where it is that of one pool', () => {
    const governor = 'policy: proportional, budget: 900W, reaction: 20ms';
    const own = play({ chat: `{ ${governor} }` });
    const named = play({ top: shared(`pools: [chat], ${governor}`) });
    expect(named.rows).toEqual(own.rows);
    expect(Math.max(...own.totals.power!.slowedSeconds)).toBeGreaterThan(0);
    const { budgets } = named.totals.power!;
    expect(budgets.map((each) => ({ ...each, name: 'chat' }))).toEqual(own.totals.power!.budgets);
  });

  it('never lets all of them draw more than it allows where it is dealt in advance', () => {
    const free = play({ top: shared('policy: static, budget: 2790W') });
    const { totals, rows } = play({ top: shared('policy: static, budget: 1400W') });
    const [row] = totals.power!.budgets;
    expect(row).toMatchObject({ name: 'row', overshootJoules: 0, firstGovernedSeconds: 0 });
    expect(row!.peakWatts).toBeLessThanOrEqual(1400 * (1 + 1e-9));
    expect(free.totals.power!.budgets[0]!.peakWatts).toBeGreaterThan(1400);
    const time = (run: typeof free) => run.rows.reduce((sum, each) => sum + each.e2eSeconds, 0);
    expect(time({ ...free, rows })).toBeGreaterThan(time(free));
  });

  it('counts what leaks: warm boards get less of it for their steps, and all of them never draw more', () => {
    const cooling = (leakage: string) => `{ kind: air, supplyTemperature: 55C, ${leakage} }`;
    const warm = cooling('leakage: { share: 40% }');
    const under = (policy: string, air: string) => {
      const top = shared(`policy: ${policy}, budget: 1400W`);
      const scenario = compiled({ top, cooling: air, timeseries: '1s' });
      const run = record(scenario);
      joulesConserved(run, scenario);
      budgetsKept(run, scenario);
      expect(record(withEngines(scenario, { stepping: 'stepwise' })).rows).toEqual(run.rows);
      const time = run.rows.reduce((sum, each) => sum + each.e2eSeconds, 0);
      return { time, heat: run.totals.power!.heat!, budget: run.totals.power!.budgets[0]! };
    };
    const leaks = under('static', warm);
    expect(leaks.heat.leakage!.joules).toBeGreaterThan(0);
    expect(leaks.budget.overshootJoules).toBe(0);
    expect(leaks.budget.peakWatts).toBeGreaterThan(0.95 * 1400);
    expect(leaks.time).toBeGreaterThan(under('static', cooling('leakage: none')).time);
    const shares = under('proportional, reaction: 20ms', warm);
    expect(shares.budget.peakWatts).toBeGreaterThan(1400);
    expect(shares.heat.leakage!.joules).toBeGreaterThan(0);
  });

  it('stands beside those of the pools: whoever is under two keeps the stricter one', () => {
    const chat = '{ policy: static, budget: 700W }';
    const strict = play({ chat });
    const both = play({ chat, top: shared('policy: static, budget: 2400W') });
    const ofChat = (run: typeof both) => run.rows.filter(({ workload }) => workload === 1);
    // 350 W a board from their own, 600 from the row's
    expect(ofChat(both)).toEqual(ofChat(strict));
    expect(both.totals.power!.budgets.map(({ name }) => name)).toEqual(['chat', 'row']);
  });

  it('slows the pool of low priority down first', () => {
    const governor = 'policy: priority-aware, budget: 1900W, low: 50%, high: 99%, reaction: 0s';
    const { replicas, totals } = play({ top: shared(governor) });
    const slowed = (pool: number) =>
      replicas
        .filter((row) => row.pool === pool)
        .reduce((sum, row) => sum + row.boards!.throttledSeconds, 0);
    // pools stand in order of name: the batch first
    expect(slowed(0)).toBeGreaterThan(slowed(1));
    expect(totals.power!.budgets[0]!.governedSeconds).toBeGreaterThan(0);
  });

  it('knows the priority of whoever decodes, and of whoever a strategy calls', () => {
    const text = `
name: ranks
horizon: { requests: 10 }
workloads:
  - { name: batch, model: llama-3.2-3b, arrivals: { process: poisson, rate: 1/s }, promptTokens: { distribution: fixed, value: 100 }, outputTokens: { distribution: fixed, value: 9 } }
  - { name: chat, model: llama-3.1-8b, priority: 2, arrivals: { process: poisson, rate: 1/s }, promptTokens: { distribution: fixed, value: 100 }, outputTokens: { distribution: fixed, value: 9 } }
  - { name: solve, model: llama-3.2-1b, priority: 1, task: math-500, strategy: { kind: best-of-n, samples: 2, verifier: { model: qwen2.5-7b } }, arrivals: { process: poisson, rate: 1/s }, promptTokens: { distribution: fixed, value: 100 }, outputTokens: { distribution: fixed, value: 9 } }
pools:
  - { name: a-prompts, role: prefill, accelerator: h100-sxm, replicas: 1, serves: [llama-3.1-8b] }
  - { name: b-answers, role: decode, accelerator: h100-sxm, replicas: 1, serves: [llama-3.1-8b] }
  - { name: c-batch, accelerator: h100-sxm, replicas: 1, serves: [llama-3.2-3b] }
  - { name: d-judge, accelerator: h100-sxm, replicas: 1, serves: [qwen2.5-7b] }
  - { name: e-solve, accelerator: h100-sxm, replicas: 1, serves: [llama-3.2-1b] }
${shared('policy: priority-aware, budget: 2900W, low: 50%, high: 99%')}
fabric: { scaleOut: ib-ndr-400 }
`;
    const { budgets } = compileScenario(scenarioOf(text), { traces: {} });
    expect(budgets![0]!.priorities).toEqual([2, 2, 0, 1, 1]);
  });

  it('knows the priority of a candidate that gets requests of the stable version', () => {
    const text = `
name: ranks
horizon: { requests: 10 }
workloads:
  - { name: batch, model: llama-3.2-3b, arrivals: { process: poisson, rate: 1/s }, promptTokens: { distribution: fixed, value: 100 }, outputTokens: { distribution: fixed, value: 9 } }
  - { name: chat, model: llama-3.1-8b, priority: 2, arrivals: { process: poisson, rate: 1/s }, promptTokens: { distribution: fixed, value: 100 }, outputTokens: { distribution: fixed, value: 9 } }
pools:
  - { name: a-batch, accelerator: h100-sxm, replicas: 1, serves: [llama-3.2-3b] }
  - { name: b-old, accelerator: h100-sxm, replicas: 1, serves: [llama-3.1-8b] }
  - { name: c-new, accelerator: h100-sxm, replicas: 1, serves: [llama-3.1-8b] }
rollout: { from: b-old, to: c-new, at: 1s }
${shared('policy: priority-aware, budget: 1800W, low: 50%, high: 99%')}
`;
    const { budgets } = compileScenario(scenarioOf(text), { traces: {} });
    expect(budgets![0]!.priorities).toEqual([0, 2, 2]);
  });

  it.each([
    'proportional',
    'priority-aware',
    'phase-aware',
    'brake',
    'static',
  ])('is the same stretched and step by step: %s', (policy) => {
    const scenario = compiled({
      seed: 7,
      chat: '{ policy: proportional, budget: 1100W }',
      top: shared(`policy: ${policy}, budget: 1600W, reaction: 50ms`),
    });
    const stretched = record(scenario);
    const stepwise = record(withEngines(scenario, { stepping: 'stepwise' }));
    expect(stretched.rows).toEqual(stepwise.rows);
    expect(Math.max(...stretched.totals.power!.slowedSeconds)).toBeGreaterThan(0);
  });
});
