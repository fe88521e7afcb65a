import { describe, expect, it } from 'vitest';
import { compileScenario } from '../../../src/compile/compile.ts';
import { parseScenario } from '../../../src/scenario/parse.ts';
import { type RecordedRun, record } from '../../property/recorded-run.ts';
import { expectSameService } from './same-service.ts';

interface Setting {
  readonly workloads: readonly string[];
  readonly pools: readonly string[];
  readonly horizon: string;
  readonly interval?: string;
  readonly more?: string;
}

function scenario({ workloads, pools, horizon, interval = '100ms', more = '' }: Setting) {
  const text = `
name: colocated
horizon: { ${horizon}, warmup: 0 }
workloads:
${workloads.map((each) => `  - { ${each} }`).join('\n')}
pools:
${pools.map((each) => `  - { replicas: 1, ${each} }`).join('\n')}
outputs: { timeseries: ${interval} }
${more}
`;
  return parseScenario(text, { file: 'x.yaml' });
}

function play(setting: Setting): RecordedRun {
  const parsed = scenario(setting);
  if (!parsed.ok) throw new Error(parsed.issues.map(({ message }) => message).join('\n'));
  return record(compileScenario(parsed.scenario, { traces: {} }));
}

function errors(setting: Setting): string {
  const parsed = scenario(setting);
  return parsed.ok ? '' : parsed.issues.map(({ message }) => message).join('\n');
}

const fixed = (prompt: number, output: number) =>
  `promptTokens: { distribution: fixed, value: ${prompt} }, outputTokens: { distribution: fixed, value: ${output} }`;
const once = 'arrivals: { process: deterministic, rate: 1/s }';
const random = (rate: number) =>
  `arrivals: { process: poisson, rate: ${rate}/s }, promptTokens: { distribution: geometric, mean: 300 }, outputTokens: { distribution: geometric, mean: 60 }, maxTokens: 1000`;
const stated =
  'engine: { profile: ideal, stepTime: { kind: affine, base: 10ms }, stepEnergy: { kind: affine, base: 2J } }';
const both = 'serves: [llama-3.2-1b, llama-3.2-3b]';
const slices = 'sharing: { kind: time-slicing, slice: 2ms, switchTime: 100us }';
const mps = 'sharing: { kind: mps }';
const kinds = [slices, mps];

const mean = (run: RecordedRun, workload = 0) => {
  const own = run.rows.filter((row) => row.workload === workload);
  return own.reduce((sum, row) => sum + row.e2eSeconds, 0) / own.length;
};

describe('processes on one chip', () => {
  it('take twice as long side by side, and the changes of hands, in slices of time', () => {
    const run = play({
      workloads: [
        `name: a, model: llama-3.2-1b, ${once}, ${fixed(16, 50)}`,
        `name: b, model: llama-3.2-3b, ${once}, ${fixed(16, 50)}`,
      ],
      pools: [`name: p, ${both}, ${stated}, ${slices}`],
      horizon: 'requests: 2',
    });
    // 50 steps of 10 ms are 250 slices; the last one of a leaves b alone
    const [a, b] = [...run.rows].sort((x, y) => x.e2eSeconds - y.e2eSeconds);
    expect(a!.e2eSeconds).toBeCloseTo(250 * 0.0042 - 0.0021 - 0.0001, 9);
    expect(b!.e2eSeconds).toBeCloseTo(250 * 0.0042 - 0.0001, 9);
    expect(a!.outputTokens + b!.outputTokens).toBe(100);
    const [replica] = run.replicas;
    expect(replica!.busySeconds).toBeCloseTo(b!.e2eSeconds, 9);
    expect(replica).toMatchObject({ steps: 100, accelerators: 1 });
    for (const row of run.rows) expect(row.acceleratorJoules).toBeCloseTo(100, 9);
  });

  it('have the chip as if it were their own while nobody else is asked', () => {
    const workloads = [`name: a, model: llama-3.2-1b, ${random(8)}`];
    const alone = play({
      workloads,
      pools: ['name: p, serves: [llama-3.2-1b], parallelism: { tensor: 1 }'],
      horizon: 'requests: 150',
    });
    for (const sharing of kinds) {
      const beside = play({
        workloads,
        pools: [`name: p, ${both}, ${sharing}`],
        horizon: 'requests: 150',
      });
      expectSameService(beside, alone);
      const total = (run: RecordedRun) => run.totals.wholeRun.totalJoules;
      expect(total(beside)).toBeCloseTo(total(alone), 4);
    }
  });

  it('lose less side by side (mps) than in turns, and more than on chips of their own', () => {
    const workloads = [
      `name: a, model: llama-3.2-1b, ${random(30)}`,
      `name: b, model: llama-3.2-3b, ${random(15)}`,
    ];
    const at = (pools: readonly string[]) => play({ workloads, pools, horizon: 'requests: 300' });
    const own = at([
      'name: pa, serves: [llama-3.2-1b], parallelism: { tensor: 1 }',
      'name: pb, serves: [llama-3.2-3b], parallelism: { tensor: 1 }',
    ]);
    const sliced = at([`name: p, ${both}, ${slices}`]);
    const beside = at([`name: p, ${both}, ${mps}`]);
    for (const workload of [0, 1]) {
      expect(mean(beside, workload)).toBeGreaterThan(1.02 * mean(own, workload));
      expect(mean(sliced, workload)).toBeGreaterThan(1.02 * mean(beside, workload));
    }
    const joules = (run: RecordedRun) => run.totals.wholeRun.totalJoules;
    // an awake chip draws what it draws once
    for (const run of [beside, sliced]) expect(joules(run)).toBeLessThan(0.8 * joules(own));
  });

  it('are equal to the bit however steps are simulated, and however often somebody looks', () => {
    for (const sharing of kinds) {
      const at = (stepping: string, interval: string) =>
        play({
          workloads: [
            `name: a, model: llama-3.2-1b, ${random(20)}, timeout: { total: 2s }`,
            `name: b, model: llama-3.2-3b, ${random(10)}`,
          ],
          pools: [`name: p, ${both}, ${sharing}, engine: { stepping: ${stepping}, kvBlocks: 60 }`],
          horizon: 'requests: 200',
          interval,
          more: 'failures: [{ kind: gpu, unit: 0, at: 4s, duration: 1s, restart: 1s }]',
        }).rows;
      expect(at('stepwise', '1ms')).toEqual(at('stretched', '10s'));
    }
  });

  it('end where a cap leaves work no power beside what an awake chip draws', () => {
    for (const sharing of kinds) {
      const { rows, replicas } = play({
        workloads: [
          `name: a, model: llama-3.2-1b, ${random(20)}`,
          `name: b, model: llama-3.2-3b, ${random(10)}`,
        ],
        pools: [`name: p, ${both}, ${sharing}, power: { capPerAccelerator: 300W }`],
        horizon: 'requests: 60',
      });
      expect(rows.every(({ outcome }) => outcome === 'completed')).toBe(true);
      expect(replicas[0]!.peakWatts).toBeLessThanOrEqual(300 * (1 + 1e-9));
    }
  });

  it('conserve joules at every instant, below the board’s limit, through failures and clients who leave', () => {
    for (const sharing of kinds) {
      const run = play({
        workloads: [
          `name: a, model: llama-3.2-1b, ${random(40)}, timeout: { total: 1s }`,
          `name: b, model: llama-3.2-3b, ${random(20)}`,
        ],
        pools: [
          `name: p, accelerator: l4, ${both}, ${sharing}, precision: { weights: fp8 }, engine: { kvBlocks: 90 }`,
        ],
        horizon: 'duration: 6s, drain: 100ms',
        more: `failures: [{ kind: gpu, unit: 0, at: 3s, duration: 300ms, restart: 200ms }]`,
      });
      const [replica] = run.replicas;
      const series = run.timeseries.reduce((sum, row) => sum + row.watts * 0.1, 0);
      const owned = run.rows.reduce((sum, row) => sum + row.acceleratorJoules, 0);
      const { prefillJoules, decodeJoules, idleJoules } = replica!;
      expect(owned).toBeCloseTo(prefillJoules + decodeJoules, 6);
      expect(Math.abs(series / (prefillJoules + decodeJoules + idleJoules) - 1)).toBeLessThan(0.02);
      expect(new Set(run.rows.map(({ outcome }) => outcome)).size).toBeGreaterThan(2);
      for (const { watts, busy } of run.timeseries) {
        expect(watts).toBeLessThanOrEqual(72 * (1 + 1e-9));
        expect(busy).toBeLessThanOrEqual(1 + 1e-9);
      }
      expect(replica!.peakWatts).toBeLessThanOrEqual(72 * (1 + 1e-9));
    }
  });
});

describe('what processes on one chip cannot do', () => {
  const workloads = [
    `name: a, model: llama-3.2-1b, ${random(4)}`,
    `name: b, model: llama-3.2-3b, ${random(4)}`,
  ];
  const why = (pool: string) =>
    errors({ workloads, pools: [`name: p, ${both}, ${pool}`], horizon: 'requests: 10' });

  it('is named', () => {
    const clients = (...shares: number[]) =>
      `clients: [{ model: llama-3.2-1b, memoryUtilization: ${shares[0]} }, { model: llama-3.2-3b, memoryUtilization: ${shares[1]} }]`;
    expect(why(`sharing: { kind: mps, ${clients(0.6, 0.5)} }`)).toMatch(/110 % of the memory/);
    expect(why(`sharing: { kind: mps, ${clients(0.6, 0.4)} }`)).toBe('');
    expect(why(`sharing: { kind: mps, ${clients(0.01, 0.4)} }`)).toMatch(/does not fit/);
    expect(why(`${mps}, ${stated}`)).toMatch(/mps needs physics/);
    expect(why(`${slices}, ${stated}`)).toBe('');
    expect(why(`${mps}, accelerator: mi300x`)).toMatch(/service of NVIDIA/);
    expect(why(`${mps}, parallelism: { tensor: 2 }`)).toMatch(/one chip each/);
    expect(why(`${slices}, residency: { models: 1 }`)).toMatch(/residency is not available/);
    expect(why(`${slices}, autoscaling: { policy: schedule }`)).not.toBe('');
    expect(why(`${mps}, cooling: { kind: air }`)).toMatch(/heat of chips/);
    const other = 'sharing: { kind: mps, clients: [{ model: llama-3.2-1 }] }';
    expect(why(other)).toMatch(/does not serve/);
    const alone = { workloads: [workloads[0]!], horizon: 'requests: 10' };
    expect(errors({ ...alone, pools: [`name: p, serves: [llama-3.2-1b], ${mps}`] })).toMatch(
      /one model/,
    );
  });
});
