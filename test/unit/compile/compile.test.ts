import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compileScenario, kvBlocksOf } from '../../../src/compile/compile.ts';
import type { CompiledScenario } from '../../../src/compile/compiled.ts';
import { createRun } from '../../../src/engine/run.ts';
import type { RequestRow } from '../../../src/record/port.ts';
import type { Scenario } from '../../../src/scenario/scenario.ts';
import { scenarioOf } from '../scenario/parse-text.ts';

const noTraces = { traces: {} };
const compiled = (text: string, ...sets: string[]) =>
  compileScenario(scenarioOf(text, ...sets), noTraces);

/** Two models on three pools, named so that the order of the file is nobody's order. */
const text = `
name: three-pools
seed: 5
horizon: { requests: 200, warmup: 10% }
workloads:
  - { name: zeta, model: llama-3.1-8b, arrivals: { process: poisson, rate: 3/s }, promptTokens: { distribution: exponential, mean: 300 }, outputTokens: { distribution: exponential, mean: 60 }, maxTokens: 500 }
  - { name: alpha, model: qwen3-8b, arrivals: { process: poisson, rate: 2/s }, promptTokens: { distribution: fixed, value: 200 }, outputTokens: { distribution: uniform, min: 5, max: 90 } }
pools:
  - { name: west, accelerator: h100-sxm, serves: [llama-3.1-8b], replicas: 2 }
  - { name: south, accelerator: h100-sxm, serves: [qwen3-8b], replicas: 1 }
  - { name: east, accelerator: l40s, serves: [llama-3.1-8b], replicas: 3 }
`;

describe('compileScenario', () => {
  it('turns names into numbers, in order of name', () => {
    const { workloads, pools, groups } = compiled(text);
    expect(workloads.map(({ name, group }) => [name, group])).toEqual([
      ['alpha', 1],
      ['zeta', 0],
    ]);
    expect(pools.map(({ name, group, firstReplica }) => [name, group, firstReplica])).toEqual([
      ['east', 0, 0],
      ['south', 1, 3],
      ['west', 0, 4],
    ]);
    expect(groups).toEqual([
      { model: 'llama-3.1-8b', replicas: [0, 1, 2, 4, 5] },
      { model: 'qwen3-8b', replicas: [3] },
    ]);
  });

  it('makes the same of every order of pools and workloads, to the bit of every row', () => {
    const scenario = scenarioOf(text);
    const orders = fc.tuple(
      fc.shuffledSubarray([...scenario.pools], { minLength: 3 }),
      fc.shuffledSubarray([...scenario.workloads], { minLength: 2 }),
    );
    const first = compileScenario(scenario, noTraces);
    const rows = rowsOf(first);
    expect(rows.length).toBe(200);
    fc.assert(
      fc.property(orders, ([pools, workloads]) => {
        const shuffled: Scenario = { ...scenario, pools, workloads };
        expect(compileScenario(shuffled, noTraces)).toEqual(first);
        expect(rowsOf(compileScenario(shuffled, noTraces))).toEqual(rows);
      }),
      { seed: 111, numRuns: 8 },
    );
  });

  it('is plain data that crosses a worker', () => {
    const scenario = compiled(text);
    expect(structuredClone(scenario)).toEqual(scenario);
  });

  it.each([
    ['{ requests: 205, warmup: 10% }', [205, Infinity, 20, 0]],
    ['{ requests: 205, warmup: 7 }', [205, Infinity, 7, 0]],
    ['{ requests: 205, warmup: 30s }', [205, Infinity, 0, 30]],
    ['{ duration: 5m, warmup: 20% }', [Infinity, 300, 0, 60]],
    ['{ duration: 5m, warmup: 90s }', [Infinity, 300, 0, 90]],
    ['{ duration: 5m, warmup: 11 }', [Infinity, 300, 11, 0]],
    ['{ requests: 205, warmup: mser-5 }', [205, Infinity, 0, 0]],
    ['{ duration: 5m, warmup: mser-5 }', [Infinity, 300, 0, 0]],
  ] as const)('makes a count or an instant of the warm-up: %s', (horizon, expected) => {
    const { horizon: made } = compiled(text, `horizon=${horizon}`);
    const { maxRequests, durationSeconds, warmupRequests, warmupSeconds } = made;
    expect([maxRequests, durationSeconds, warmupRequests, warmupSeconds]).toEqual(expected);
  });

  it('takes a share of the rows where traces end the run', () => {
    const arrivals = 'workloads[zeta].arrivals={process: trace, file: t.csv, format: tailwatt}';
    const scenario = scenarioOf(text, arrivals, 'horizon=trace');
    const warm: Scenario = {
      ...scenario,
      horizon: { ...scenario.horizon, warmup: { kind: 'share', share: 0.25 } },
    };
    const facts = { traces: { zeta: { rows: 1001, maxOutputTokens: 77 } } };
    const { horizon, workloads } = compileScenario(warm, facts);
    expect(horizon).toMatchObject({ maxRequests: Infinity, durationSeconds: Infinity });
    expect(horizon.warmupRequests).toBe(250);
    expect(workloads[1]?.arrivals).toEqual({ process: 'trace', lengths: 'trace' });
  });

  it('fills in what the client asks for at most: as written, the trace’s longest, the law’s bound, the context', () => {
    const most = (sets: readonly string[], maxOutputTokens = 77) => {
      const facts = { traces: { zeta: { rows: 10, maxOutputTokens } } };
      const { workloads } = compileScenario(scenarioOf(text, ...sets), facts);
      return workloads.map(({ maxTokens }) => maxTokens);
    };
    // alpha's law ends at 90; zeta says 500
    expect(most([])).toEqual([90, 500]);
    const arrivals = 'workloads[zeta].arrivals={process: trace, file: t.csv, format: tailwatt}';
    const trace = [arrivals, 'horizon=trace'];
    expect(most(trace)).toEqual([90, 500]);
    const withoutLimit = scenarioOf(text, ...trace).workloads.map((workload) => ({
      ...workload,
      maxTokens: null,
    }));
    const unlimited = (maxOutputTokens: number) =>
      compileScenario(
        { ...scenarioOf(text, ...trace), workloads: withoutLimit },
        { traces: { zeta: { rows: 10, maxOutputTokens } } },
      ).workloads[1]?.maxTokens;
    expect([unlimited(77), unlimited(0)]).toEqual([77, 1]);
    const endless = scenarioOf(text).workloads.map((workload) => ({
      ...workload,
      maxTokens: null,
    }));
    const shape = scenarioOf(text).pools[0]?.serves[0]?.shape;
    const context = shape !== undefined && 'contextTokens' in shape ? shape.contextTokens : null;
    const [, zeta] = compileScenario(
      { ...scenarioOf(text), workloads: endless },
      noTraces,
    ).workloads;
    expect(zeta?.maxTokens).toBe(context);
  });

  it('sizes a pool by its chips, and takes blocks as written or as they fit', () => {
    const pools = 'pools[west].parallelism={tensor: 2, pipeline: 1}';
    const [east, , west] = compiled(text, pools).pools;
    expect([east?.acceleratorsPerReplica, west?.acceleratorsPerReplica]).toEqual([1, 2]);
    const scenario = scenarioOf(text, pools);
    const [spec] = scenario.pools;
    expect(west?.kvBlocks).toBe(kvBlocksOf(spec!));
    expect(west?.limitWatts).toBe(2 * spec!.accelerator.boardWatts);
    expect(west?.peakBytesPerSecond).toBe(2 * spec!.accelerator.memoryBandwidth);
    const ranks = compiled(text, 'pools[west].parallelism={tensor: 2, data: 2}').pools[2];
    expect(ranks).toMatchObject({ dataRanks: 2, acceleratorsPerReplica: 4 });
    // of one rank, whose chips hold as much as those of a replica without ranks
    expect(ranks?.kvBlocks).toBe(west?.kvBlocks);
    const written = compiled(text, 'pools[west].engine.kvBlocks=1234');
    expect(written.pools[2]?.kvBlocks).toBe(1234);
  });

  it('runs affine steps where they are given, and the roofline where not', () => {
    const set = 'pools[west].engine.stepTime={kind: affine, base: 8ms}';
    const [east, , west] = compiled(text, set).pools;
    expect([east?.step.kind, west?.step.kind]).toEqual(['roofline', 'affine']);
    expect(west?.step).toMatchObject({ time: { baseSeconds: 0.008 }, energy: null });
  });
});

function rowsOf(scenario: CompiledScenario): RequestRow[] {
  const rows: RequestRow[] = [];
  const ignore = () => {};
  const run = createRun(scenario, 0, {
    request: (row) => rows.push({ ...row }),
    gap: ignore,
    gaps: ignore,
    timeseries: ignore,
    replica: ignore,
  });
  expect(run.advance()).toBe('done');
  return rows;
}
