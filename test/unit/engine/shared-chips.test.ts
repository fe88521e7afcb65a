import { describe, expect, it } from 'vitest';
import { compileScenario } from '../../../src/compile/compile.ts';
import { parseScenario } from '../../../src/scenario/parse.ts';
import { type RecordedRun, record } from '../../property/recorded-run.ts';
import { expectSameService } from './same-service.ts';

interface Setting {
  readonly workloads: readonly string[];
  readonly pools: readonly string[];
  readonly requests: number;
}

function play({ workloads, pools, requests }: Setting): RecordedRun {
  const text = `
name: shared
horizon: { requests: ${requests}, warmup: 0 }
workloads:
${workloads.map((each) => `  - { ${each} }`).join('\n')}
pools:
${pools.map((each) => `  - { replicas: 1, parallelism: { tensor: 1 }, ${each} }`).join('\n')}
outputs: { timeseries: 1s }
`;
  const parsed = parseScenario(text, { file: 'x.yaml' });
  if (!parsed.ok) throw new Error(parsed.issues.map(({ message }) => message).join('\n'));
  return record(compileScenario(parsed.scenario, { traces: {} }));
}

const fixed = (prompt: number, output: number) =>
  `promptTokens: { distribution: fixed, value: ${prompt} }, outputTokens: { distribution: fixed, value: ${output} }`;
const everySecond = 'arrivals: { process: deterministic, rate: 1/s }';
const a = `name: a, model: llama-3.1-8b, ${everySecond}`;
const b = `name: b, model: qwen2.5-7b, ${everySecond}`;
const stated = (more = '') =>
  `engine: { profile: ideal, stepTime: { kind: affine, base: 10ms }, stepEnergy: { kind: affine, base: 2J }${more} }`;
const both = 'name: both, serves: [qwen2.5-7b, llama-3.1-8b]';

/** Seconds from arrival to first and last token, of the request of each workload. */
function times(run: RecordedRun): number[][] {
  return [...run.rows]
    .sort((x, y) => x.workload - y.workload)
    .map((row) =>
      [row.firstTokenSeconds, row.completionSeconds].map((t) => t - row.arrivalSeconds),
    );
}

describe('several models on the chips of one replica', () => {
  it('leave their blocks to each other where steps are planned one ahead and nobody of their own is left', () => {
    const reserved = stated(', kvBlocks: 15, asyncScheduling: true, preemption: none');
    const { rows } = play({
      workloads: [a, b].map((each) => `${each}, maxTokens: 100, ${fixed(100, 3)}`),
      pools: [`${both}, ${reserved}`],
      requests: 2,
    });
    expect(rows.map(({ outcome }) => outcome)).toEqual(['completed', 'completed']);
    const [first, second] = rows;
    expect(second!.e2eSeconds).toBeCloseTo(2 * first!.e2eSeconds, 9);
  });

  it('take turns at the ends of steps', () => {
    const run = play({
      workloads: [`${a}, ${fixed(16, 3)}`, `${b}, ${fixed(16, 3)}`],
      pools: [`${both}, ${stated()}`],
      requests: 2,
    });
    // six steps of 10 ms, every other one the same model's
    const [first, second] = times(run).sort((x, y) => x[0]! - y[0]!);
    for (const [i, at] of [0.01, 0.05].entries()) expect(first![i]).toBeCloseTo(at, 9);
    for (const [i, at] of [0.02, 0.06].entries()) expect(second![i]).toBeCloseTo(at, 9);
    for (const row of run.rows) {
      expect(row.worstGapSeconds).toBeCloseTo(0.02, 9);
      expect(row.acceleratorJoules).toBeCloseTo(6, 9);
    }
    const [replica] = run.replicas;
    expect(replica).toMatchObject({ steps: 6, requests: 2, accelerators: 1 });
    expect(replica!.busySeconds).toBeCloseTo(0.06, 9);
  });

  it('share the memory for keys and values: who finds too little waits', () => {
    // 17 blocks of the larger kind: one request of 16 fills all but one of them to its end
    const run = play({
      workloads: [`${a}, ${fixed(16 * 16, 3)}`, `${b}, ${fixed(16 * 16, 3)}`],
      pools: [`name: both, serves: [llama-3.1-8b, qwen2.5-7b], ${stated(', kvBlocks: 17')}`],
      requests: 2,
    });
    // the smaller blocks of qwen2.5-7b leave room for none of the other: three steps, then three steps
    const ends = times(run)
      .map((each) => each[1]!)
      .sort((x, y) => x - y);
    expect(ends[0]).toBeCloseTo(0.03, 9);
    expect(ends[1]).toBeCloseTo(0.06, 9);
    for (const { kvCache } of run.timeseries) expect(kvCache).toBeLessThanOrEqual(1);
  });

  it('preempt their own when the others have grown', () => {
    // both prompts fit side by side, and not both answers
    const run = play({
      workloads: [`${a}, ${fixed(64, 120)}`, `${b}, ${fixed(64, 120)}`],
      pools: [`${both}, ${stated(', kvBlocks: 13')}`],
      requests: 2,
    });
    expect(run.totals.preemptions).toBeGreaterThan(0);
    expect(run.rows.map(({ outcome }) => outcome)).toEqual(['completed', 'completed']);
  });

  it('change no time and no joule where only one is asked, and memory is ample', () => {
    const poisson = 'arrivals: { process: poisson, rate: 8/s }';
    const workloads = [
      `name: a, model: llama-3.1-8b, ${poisson}, promptTokens: { distribution: geometric, mean: 300 }, outputTokens: { distribution: geometric, mean: 60 }, maxTokens: 1000`,
    ];
    const alone = play({ workloads, pools: ['name: p, serves: [llama-3.1-8b]'], requests: 200 });
    const beside = play({
      workloads,
      pools: ['name: p, serves: [llama-3.1-8b, qwen2.5-7b]'],
      requests: 200,
    });
    expectSameService(beside, alone);
    expect(beside.totals.wholeRun.totalJoules).toBeCloseTo(alone.totals.wholeRun.totalJoules, 4);
  });

  it('are never quicker together than apart', () => {
    const load = (name: string, model: string) =>
      `name: ${name}, model: ${model}, arrivals: { process: poisson, rate: 6/s }, promptTokens: { distribution: geometric, mean: 200 }, outputTokens: { distribution: geometric, mean: 60 }, maxTokens: 1000`;
    const workloads = [load('a', 'llama-3.1-8b'), load('b', 'qwen2.5-7b')];
    const apart = ['name: pa, serves: [llama-3.1-8b]', 'name: pb, serves: [qwen2.5-7b]'];
    const mean = (run: RecordedRun, workload: number) => {
      const own = run.rows.filter((row) => row.workload === workload);
      return own.reduce((sum, row) => sum + row.e2eSeconds, 0) / own.length;
    };
    const together = play({ workloads, pools: [both], requests: 300 });
    const separate = play({ workloads, pools: apart, requests: 300 });
    for (const workload of [0, 1]) {
      expect(mean(together, workload)).toBeGreaterThan(1.3 * mean(separate, workload));
    }
    // half the chips idle less: fewer joules in all
    expect(together.totals.wholeRun.totalJoules).toBeLessThan(separate.totals.wholeRun.totalJoules);
  });
});
