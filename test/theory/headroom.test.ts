import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { createStream } from '../../src/base/random/stream.ts';
import { createRun } from '../../src/engine/run.ts';
import { MetricsRecorder } from '../../src/record/metrics-recorder.ts';
import { driveRun, type TraceFeed } from '../../src/run/drive.ts';
import { findHeadroom } from '../../src/run/headroom.ts';
import { loadScenario } from '../../src/run/load-scenario.ts';
import { prepareRun } from '../../src/run/prepare-run.ts';
import type { Headroom } from '../../src/summary/answer-figures.ts';
import { summarize } from '../../src/summary/summarize.ts';

const scenarios = join(import.meta.dirname, '..', '..', 'scenarios');

/** A run of a shipped scenario (with other feeds where they are given), as the search begins with it. */
async function inputOf(
  file: string,
  sets: readonly string[],
  change: (prepared: Prepared) => Prepared = (same) => same,
) {
  const loaded = loadScenario(join(scenarios, `${file}.yaml`), { sets });
  const { compiled, feeds } = change(await prepareRun(loaded));
  const ignore = () => {};
  const sinks = { requests: ignore, timeseries: ignore, replicas: ignore };
  const metrics = new MetricsRecorder(
    { ...compiled, outputs: { requests: 'none', percentiles: 'sketch' } },
    sinks,
  );
  const run = createRun(compiled, 0, metrics);
  await driveRun(run, { feeds, onSlice: ignore });
  const summary = summarize({
    compiled,
    totals: run.totals(),
    metrics,
    version: '',
    scenarioHash: '',
    wallSeconds: 0,
    interrupted: false,
    warnings: [],
  });
  const { lastArrivalSeconds } = run.totals();
  return { compiled, feeds, summary, lastArrivalSeconds };
}

/** The same, and what lies above it. */
async function search(...of: Parameters<typeof inputOf>) {
  const input = await inputOf(...of);
  return { input, found: await findHeadroom(input) };
}

type Prepared = Pick<Awaited<ReturnType<typeof prepareRun>>, 'compiled' | 'feeds'>;

async function headroomOf(...of: Parameters<typeof search>): Promise<Headroom> {
  const { found } = await search(...of);
  if ('reason' in found) throw new Error(found.reason);
  return found;
}

/** A twentieth of the shipped length: enough for the run's own verdict. */
const short = 'horizon.requests=10000';

/** Sojourn in M/M/1 is exponential at rate μ − λ: the λ at which a share `attainment` takes at most `e2e`, at μ = 1/s. */
const mm1Rate = (e2e: number, attainment: number) => 1 + Math.log(1 - attainment) / e2e;

const within10Percent = (value: number, expected: number) =>
  expect(Math.abs(value / expected - 1), `${value} for ${expected}`).toBeLessThan(0.1);

describe('findHeadroom, where the answer is known', () => {
  it.each([
    [15, 0.95],
    [30, 0.99],
  ])('M/M/1 breaks where %d s are missed by more than 1 − %d', async (e2e, attainment) => {
    const slo = `workloads[customers].slo={e2e: ${e2e}s, attainment: ${attainment}}`;
    const found = await headroomOf('mm1', [short, slo]);
    within10Percent(found.requestsPerSecond, mm1Rate(e2e, attainment));
    expect(found).toMatchObject({ breaks: 'slo', workload: 'customers', metric: 'e2e' });
    expect(found.of).toEqual(['customers']);
    expect(found.nowRequestsPerSecond).toBe(0.7);
    expect(found.requestsPerSecond).toBeCloseTo(0.7 * found.factor, 12);
  });

  it('M/M/1 with a missed target would hold at the rate of the closed form', async () => {
    const found = await headroomOf('mm1', [short, 'workloads[customers].arrivals.rate=0.95/s']);
    expect(found.breaksAtFactor).toBeLessThanOrEqual(1);
    expect(found.factor).toBeGreaterThan(0);
    within10Percent(found.requestsPerSecond, mm1Rate(15, 0.95));
  });

  it('M/M/1 without a target breaks at the rate of its server', async () => {
    const found = await headroomOf('mm1', [short, 'workloads[customers].slo={}']);
    expect(found).toMatchObject({ breaks: 'overload', workload: null, metric: null });
    within10Percent(found.requestsPerSecond, 1);
  });

  it('a fleet that thrashes once it is overloaded is not said to serve less than it did', async () => {
    const words = [
      'horizon.requests=2000',
      'workloads[customers].slo={}',
      'workloads[customers].arrivals.rate=5/s',
      'workloads[customers].outputTokens={ distribution: fixed, value: 480 }',
      'pools[server].engine={ kvBlocks: 310, stepTime: { kind: affine, base: 1ms, perPrefillToken: 2ms } }',
    ];
    const { input, found } = await search('mm1', words);
    expect(input.summary.throughput.requestsPerSecond).toBeGreaterThan(4.5);
    expect(found).toMatchObject({ breaks: 'overload', nowRequestsPerSecond: 5 });
    // ten answers fit into its memory; those that are too many are begun again and again, at a fifth of the pace
    within10Percent((found as Headroom).factor, 1.09);
  });

  it('a fleet of large batches without a target breaks at what its overload serves', async () => {
    // The same fleet, offered far more than it can serve: completions per second of full batches.
    const words = [
      'horizon.requests=4000',
      'workloads[assistant].slo={}',
      'pools[l4].engine.maxSequences=16',
    ];
    const found = await headroomOf('small-8b-l4', words);
    const rate = 'workloads[assistant].arrivals.rate=100/s';
    const { summary } = await inputOf('small-8b-l4', [...words, rate, 'horizon.requests=20000']);
    expect(found.breaks).toBe('overload');
    within10Percent(found.requestsPerSecond, summary.overload?.sustainablePerSecond ?? 0);
  });

  it('a trace of Poisson arrivals breaks where the process does', async () => {
    const found = await headroomOf('mm1', [short], (prepared) => {
      const [workload] = prepared.compiled.workloads;
      const uniform = createStream('headroom', 'gaps');
      let now = 0;
      const arrivalSeconds = Float64Array.from({ length: 30_000 }, () => {
        now -= Math.log(1 - uniform()) / 0.7;
        return now;
      });
      const zeros = new Int32Array(arrivalSeconds.length);
      const rows = {
        length: zeros.length,
        arrivalSeconds,
        promptTokens: zeros,
        outputTokens: zeros,
      };
      const arrivals = { process: 'trace', lengths: 'distribution' } as const;
      const horizon = { ...prepared.compiled.horizon, maxRequests: Number.POSITIVE_INFINITY };
      const compiled = {
        ...prepared.compiled,
        horizon,
        workloads: workload === undefined ? [] : [{ ...workload, arrivals }],
      };
      const feeds: TraceFeed[] = [{ workload: 0, rows }];
      return { compiled, feeds };
    });
    within10Percent(found.nowRequestsPerSecond, 0.7);
    within10Percent(found.requestsPerSecond, mm1Rate(15, 0.95));
  });
});

describe('findHeadroom by whole runs, where the answer is known', () => {
  const arrivals = (text: string) => `workloads[customers].arrivals={${text}}`;
  const one = 'turns: 1, thinkTime: 1s';

  it.each([
    [
      'the load has its hours',
      arrivals('process: piecewise, steps: [{rate: 0.7/s, duration: 60s}]'),
    ],
    [
      'the load comes in bursts, of a rate like that between them',
      arrivals(
        'process: mmpp, states: [{rate: 0.7/s, meanDuration: 50s}, {rate: 0.7/s, meanDuration: 500s}]',
      ),
    ],
    ['requests make up sessions', arrivals(`process: sessions, rate: 0.7/s, ${one}`)],
    [
      'replicas might come and go',
      'pools[server].autoscaling={policy: ongoing-requests, max: 1, coldStart: 1s}',
    ],
  ])('M/M/1 breaks where it always does, though %s', async (_, set) => {
    const found = await headroomOf('mm1', [short, set]);
    within10Percent(found.requestsPerSecond, mm1Rate(15, 0.95));
    within10Percent(found.nowRequestsPerSecond, 0.7);
    // as long as the run: the requests are in proportion to the rate
    for (const { factor, requests } of found.probes) {
      if (factor <= 1) expect(Math.abs(requests / (10_000 * factor) - 1)).toBeLessThan(0.05);
    }
  });

  it('a busy hour breaks what its mean would not', async () => {
    const steps = 'steps: [{rate: 1/s, duration: 2000s}, {rate: 0.1/s, duration: 1000s}]';
    const found = await headroomOf('mm1', [short, arrivals(`process: piecewise, ${steps}`)]);
    expect(found.requestsPerSecond).toBeLessThan(0.8 * mm1Rate(15, 0.95));
  });

  it('has nothing to go by where the load changes and no target is stated', async () => {
    const { found } = await search('mm1', [
      short,
      arrivals('process: piecewise, steps: [{rate: 0.7/s, duration: 60s}]'),
      'workloads[customers].slo={}',
    ]);
    expect(found).toMatchObject({ reason: expect.stringContaining('without a target') });
  });
});

describe('findHeadroom', () => {
  let small: Awaited<ReturnType<typeof search>>;
  beforeAll(async () => {
    small = await search('small-8b-l4', ['horizon.requests=2000']);
  });

  it('gives the same twice', async () => {
    expect(await findHeadroom(small.input)).toEqual(small.found);
  });

  it('closes in: all that holds lies below all that breaks, and the budget is kept', async () => {
    const { probes, factor, breaksAtFactor, range } = await headroomOf('chatbot-70b', []);
    const factors = (holds: boolean) =>
      probes.filter(({ breaks }) => (breaks === null) === holds).map((probe) => probe.factor);
    expect(Math.min(...factors(false))).toBe(breaksAtFactor);
    expect(Math.max(...factors(true))).toBe(factor);
    expect(factor).toBeLessThan(breaksAtFactor);
    expect(breaksAtFactor / factor).toBeLessThan(1.06);
    expect(range[0]).toBeLessThanOrEqual(breaksAtFactor);
    // null where no probe broke for certain
    expect(range[1] ?? Number.POSITIVE_INFINITY).toBeGreaterThanOrEqual(breaksAtFactor);
    expect(probes.reduce((sum, { requests }) => sum + requests, 0)).toBeLessThanOrEqual(60_000);
  });

  it('leaves less room to a tighter target, and more to a larger fleet', async () => {
    const factor = async (...sets: string[]) =>
      (await headroomOf('small-8b-l4', ['horizon.requests=2000', ...sets])).factor;
    const { factor: stated } = small.found as Headroom;
    expect(await factor('workloads[assistant].slo.tpot=60ms')).toBeLessThan(stated);
    within10Percent(await factor('pools[l4].replicas=8'), 2 * stated);
  });

  it('names the workload and the target that break first', async () => {
    const slo = (name: string, text: string) => `workloads[${name}].slo=${text}`;
    const second = '{name: x, model: llama-3.1-8b, arrivals: {process: poisson, rate: 1/s}';
    const lengths =
      'promptTokens: {distribution: fixed, value: 200}, outputTokens: {distribution: fixed, value: 50}';
    const first = `{name: assistant, model: llama-3.1-8b, arrivals: {process: poisson, rate: 1/s}, ${lengths}}`;
    const both = `workloads=[${first}, ${second}, ${lengths}}]`;
    const words = ['horizon.requests=1000', both];
    const one = [...words, slo('assistant', '{tpot: 1s}'), slo('x', '{tpot: 60ms}')];
    const other = [...words, slo('assistant', '{e2e: 3s}'), slo('x', '{tpot: 10s}')];
    expect(await headroomOf('small-8b-l4', one)).toMatchObject({ workload: 'x', metric: 'tpot' });
    expect(await headroomOf('small-8b-l4', other)).toMatchObject({
      workload: 'assistant',
      metric: 'e2e',
    });
  });

  it('says so where no rate holds', async () => {
    const words = ['horizon.requests=500', 'workloads[customers].slo={e2e: 1ms}'];
    const found = await headroomOf('mm1', words);
    expect(found).toMatchObject({ factor: 0, requestsPerSecond: 0, breaks: 'slo', metric: 'e2e' });
    expect(found.breaksAtFactor).toBeLessThan(0.01);
    expect(found.range[0]).toBe(0);
  });

  it('finds what would hold below an overload, where a target says what that means', async () => {
    const words = [short, 'workloads[customers].arrivals.rate=2/s'];
    const { input, found } = await search('mm1', words);
    expect(input.summary.status).toBe('overloaded');
    within10Percent((found as Headroom).requestsPerSecond, mm1Rate(15, 0.95));
    const untold = await search('mm1', [...words, 'workloads[customers].slo={}']);
    expect(untold.found).toMatchObject({ reason: expect.stringContaining('overloaded') });
  });

  it('has no rate to raise where clients wait for their answers', async () => {
    const { found } = await search('offline-batch', ['horizon={requests: 1200, warmup: 0}']);
    expect(found).toMatchObject({ reason: expect.stringContaining('closed loop') });
  });

  it('has none where all requests come at one instant', async () => {
    const { input, found } = await search('mm1', [
      'workloads[customers].arrivals={ process: offline, samples: 300 }',
      'horizon={}',
    ]);
    expect(found).toMatchObject({ reason: 'all requests arrive at one instant' });
    const { status, throughput, energy, counts, simulatedSeconds } = input.summary;
    expect(status).toBe('completed');
    expect(counts).toMatchObject({ offered: 300, measured: 300 });
    expect(throughput.requestsPerSecond).toBe(300 / simulatedSeconds);
    expect(energy.joulesPerRequest).toBe((energy.acceleratorJoules ?? 0) / 300);
  });

  it('stops when it is told to', async () => {
    const input = await inputOf('mm1', [short]);
    const controller = new AbortController();
    const found = findHeadroom({ ...input, signal: controller.signal });
    controller.abort();
    expect(await found).toMatchObject({ reason: expect.stringContaining('interrupted') });
  });
});
