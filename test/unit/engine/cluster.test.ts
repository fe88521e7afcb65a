import { describe, expect, it } from 'vitest';
import { compileScenario } from '../../../src/compile/compile.ts';
import { NodeImages } from '../../../src/engine/fleet/node-images.ts';
import { record, withEngines } from '../../property/recorded-run.ts';
import { scenarioOf } from '../scenario/parse-text.ts';

const HOLDS = [{ node: 2, accelerators: 1, cores: 0 }];
const steps = (...wanted: readonly [at: number, replicas: number][]) =>
  `[${wanted.map(([at, replicas]) => `{ at: ${at}s, replicas: ${replicas} }`).join(', ')}]`;

interface Wanted {
  readonly cluster: string;
  readonly chat: string;
  readonly batch: string;
  readonly coldStart?: string;
}

/** Two models that come and go by the clock on steps of 10 ms and more; nobody asks for long. */
function compiled({ cluster, chat, batch, coldStart = '2s' }: Wanted) {
  const workload = (name: string, model: string) => `
  - name: ${name}
    model: ${model}
    arrivals: { process: poisson, rate: 4/s }
    promptTokens: { distribution: fixed, value: 64 }
    outputTokens: { distribution: fixed, value: 20 }
    maxTokens: 20`;
  const pool = (name: string, model: string, plan: string) => `
  - name: ${name}
    accelerator: h100-sxm
    serves: [${model}]
    parallelism: { tensor: 2 }
    replicas: 1
    autoscaling: { platform: kubernetes, policy: schedule, min: 1, max: 4, period: 1h, interval: 5s, steps: ${plan}, coldStart: ${coldStart} }
    engine: { maxSequences: 8, stepTime: { kind: affine, base: 10ms, perDecodeSequence: 1ms } }`;
  const text = `
name: shared
horizon: { duration: 60s, warmup: 0s, drain: 20s }
outputs: { timeseries: 5s }
workloads:${workload('chat', 'llama-3.1-8b')}${workload('batch', 'qwen3-8b')}
pools:${pool('chat', 'llama-3.1-8b', chat)}${pool('batch', 'qwen3-8b', batch)}
cluster: ${cluster}
`;
  return compileScenario(scenarioOf(text), { traces: {} });
}

/** Replicas in service and those that wait, of a pool, at the ends of intervals of 5 s. */
function through(run: ReturnType<typeof record>, pool: number) {
  const own = run.timeseries.filter((row) => row.pool === pool && row.endSeconds <= 60);
  return own.map(({ replicasUp, replicasPending }) => [replicasUp, replicasPending]);
}
const [BATCH, CHAT] = [0, 1];

describe('pools on one cluster', () => {
  const contested = {
    chat: steps([0, 1], [20, 3]),
    batch: steps([0, 3], [40, 1]),
  };

  it('take what others leave, and wait until they do', () => {
    const run = record(compiled({ ...contested, cluster: '{ nodes: [{ count: 1 }] }' }));
    // batch grows to 3 of 4 places; chat asks for 2 more at 20 s, and has them after 40 s
    expect(through(run, BATCH)[3]).toEqual([3, 0]);
    expect(through(run, CHAT)[6]).toEqual([1, 2]);
    expect(through(run, CHAT)[11]).toEqual([3, 0]);
    const { cluster } = run.totals.window;
    expect(cluster).toMatchObject({ pendingStarts: 2, evictions: 0, imagePulls: 0 });
    expect(cluster!.pendingSeconds).toBeGreaterThan(2 * 19);
    expect(cluster!.pendingSeconds).toBeLessThan(2 * 21);
    expect(cluster!.strandedAcceleratorSeconds).toBe(0);
  });

  it('have replicas of pools behind them drained, down to their least', () => {
    const cluster = '{ nodes: [{ count: 1 }], priority: [chat], preemption: drain }';
    const run = record(compiled({ ...contested, cluster }));
    expect(through(run, CHAT)[5]).toEqual([3, 0]);
    expect(through(run, BATCH)[5]).toEqual([1, 2]);
    expect(run.totals.window.cluster).toMatchObject({ evictions: 2 });
    const greedy = { ...contested, chat: steps([0, 1], [20, 4]), cluster };
    const most = record(compiled(greedy));
    expect(through(most, CHAT)[6]).toEqual([3, 1]);
    expect(through(most, BATCH)[6]).toEqual([1, 2]);
  });

  it('hold no more than their quota', () => {
    const cluster = '{ nodes: [{ count: 1 }], quotas: [{ pools: [batch], accelerators: 4 }] }';
    const run = record(compiled({ ...contested, cluster }));
    expect(through(run, BATCH)[3]).toEqual([2, 1]);
    expect(through(run, CHAT)[6]).toEqual([2, 1]);
    // two accelerators were free until chat took them, of no use to batch
    expect(run.totals.window.cluster!.strandedAcceleratorSeconds).toBeGreaterThan(2 * 10);
  });

  it('find accelerators of no use that are free on several nodes', () => {
    const nodes = '{ nodes: [{ count: 3, accelerators: 3 }] }';
    const run = record(compiled({ ...contested, cluster: nodes }));
    // three nodes of three have room for three replicas of two, and three accelerators for nobody
    expect(through(run, BATCH)[3]).toEqual([2, 1]);
    const { cluster } = run.totals.window;
    expect(cluster!.strandedAcceleratorSeconds).toBeGreaterThan(3 * 30);
    expect(cluster!.freeAcceleratorSeconds).toBeGreaterThan(cluster!.strandedAcceleratorSeconds);
  });

  it('fetch an image once per node', () => {
    const coldStart = '{ image: 10GB, imageBandwidth: 1GB/s, init: 1s, warmUp: 0s }';
    const plan = { chat: steps([0, 1]), batch: steps([0, 1], [5, 3]), coldStart };
    const one = record(compiled({ ...plan, cluster: '{ nodes: [{ count: 1 }] }' }));
    const two = record(
      compiled({ ...plan, cluster: '{ nodes: [{ count: 3 }], placement: spread }' }),
    );
    expect(one.totals.window.cluster).toMatchObject({ imagePulls: 0 });
    expect(two.totals.window.cluster).toMatchObject({ imagePulls: 1 });
    const starting = (run: typeof one) => run.totals.window.scaling!.startingSeconds;
    expect(starting(two) - starting(one)).toBeCloseTo(10, 9);
  });

  it('are the same step by step', () => {
    const cluster = '{ nodes: [{ count: 1 }], priority: [chat], preemption: drain }';
    const scenario = compiled({ ...contested, cluster });
    const stepwise = record(withEngines(scenario, { stepping: 'stepwise' }));
    const stretched = record(scenario);
    expect(stepwise.rows).toEqual(stretched.rows);
    expect(stepwise.timeseries).toEqual(stretched.timeseries);
    expect(stepwise.totals.window).toEqual(stretched.totals.window);
  });
});

describe('NodeImages', () => {
  it('lets who comes meanwhile wait for the rest', () => {
    const images = new NodeImages();
    expect(images.fetch(HOLDS, 'vllm', 10, 60)).toBe(60);
    expect(images.fetch(HOLDS, 'vllm', 40, 60)).toBe(30);
    expect(images.fetch(HOLDS, 'vllm', 80, 60)).toBe(0);
    expect(images.fetch(HOLDS, 'sglang', 80, 60)).toBe(60);
    expect(images.pulls).toBe(2);
  });
});
