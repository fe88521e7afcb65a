import { describe, expect, it } from 'vitest';
import { compileScenario } from '../../../../src/compile/compile.ts';
import { createRun } from '../../../../src/engine/run.ts';
import {
  byRequest,
  type RecordedRow,
  record,
  withEngines,
} from '../../../property/recorded-run.ts';
import { scenarioOf } from '../../scenario/parse-text.ts';

interface Choice {
  readonly arrivals?: string;
  readonly requests?: number;
  readonly host?: string;
  readonly prompt?: number;
  readonly output?: number;
  readonly more?: string;
  readonly replicas?: number;
  readonly horizon?: string;
  readonly sequences?: number;
}

const every10ms = '{ process: deterministic, rate: 100/s }';

function compiled(choice: Choice = {}) {
  const { requests = 6, prompt = 10, output = 2, replicas = 1 } = choice;
  const host = choice.host === undefined ? '' : `host: ${choice.host}`;
  const text = `
name: hosts
seed: 3
horizon: ${choice.horizon ?? `{ requests: ${requests}, warmup: 0 }`}
workloads:
  - name: chat
    model: llama-3.1-8b
    arrivals: ${choice.arrivals ?? every10ms}
    promptTokens: { distribution: fixed, value: ${prompt} }
    outputTokens: { distribution: fixed, value: ${output} }
    ${choice.more ?? ''}
pools:
  - name: chip
    accelerator: h100-sxm
    replicas: ${replicas}
    serves: [llama-3.1-8b]
    parallelism: { tensor: 1 }
    engine: { maxSequences: ${choice.sequences ?? 100}, stepTime: { kind: affine, base: 1ms } }
    node: { acceleratorsPerNode: 2 }
    ${host}
routing: { policy: round-robin }
outputs: { timeseries: none }
`;
  return compileScenario(scenarioOf(text), { traces: {} });
}

const rowsOf = (choice: Choice) => byRequest(record(compiled(choice)));
const ms = (seconds: number) => Math.round(1e6 * seconds) / 1e3;
const parts = (row: RecordedRow) =>
  row.hostSeconds +
  row.queueSeconds +
  row.prefillSeconds +
  row.decodeSeconds +
  row.preemptedSeconds +
  row.transferSeconds;

describe('host stages', () => {
  it('come before the scheduler and after the last token, and are the host part of latency', () => {
    const host =
      '{ cores: 8, stages: [{ kind: tokenise, perToken: 100us }, { kind: guardrails, time: 2ms }, { kind: post-process, time: 3ms, perToken: 1ms }] }';
    for (const row of rowsOf({ host })) {
      // 10 prompt tokens of 0.1 ms and 2 ms; then 3 ms and two tokens of 1 ms
      expect(ms(row.hostSeconds)).toBe(8);
      expect(ms(row.ttftSeconds)).toBe(3 + 1);
      expect(ms(row.e2eSeconds)).toBe(3 + 2 + 5);
      expect(ms(row.queueSeconds)).toBe(0);
      expect(ms(row.tpotSeconds)).toBe(1);
    }
  });

  it('wait for cores, first come, first served', () => {
    const host = '{ cores: 1, stages: [{ kind: tokenise, time: 15ms }] }';
    const rows = rowsOf({ host });
    // one every 10 ms, one core that needs 15 ms each
    expect(rows.map((row) => ms(row.hostSeconds))).toEqual([15, 20, 25, 30, 35, 40]);
    for (const row of rows) expect(parts(row)).toBeCloseTo(row.e2eSeconds, 12);
  });

  it('take several cores at once, which nobody overtakes', () => {
    const stage = (cores: number) =>
      `{ cores: 3, stages: [{ kind: retrieval, time: 15ms, cores: ${cores} }] }`;
    // one at a time where two cores of three are taken; two at a time otherwise
    expect(ms(rowsOf({ host: stage(2) })[5]!.hostSeconds)).toBe(40);
    expect(ms(rowsOf({ host: stage(1) })[5]!.hostSeconds)).toBe(15);
  });

  it('share the cores of a node among its replicas, and use those of other nodes not', () => {
    const host = '{ cores: 1, stages: [{ kind: tokenise, time: 20ms }] }';
    const last = (replicas: number) => ms(rowsOf({ host, replicas, requests: 8 })[7]!.hostSeconds);
    // two replicas on a node are no more cores; four are two nodes, which is as many as it needs
    expect(last(2)).toBe(last(1));
    expect(last(4)).toBeLessThan(last(1));
  });

  it('run on the nodes that they are offloaded to', () => {
    const host =
      '{ cores: 1, offload: { nodes: 2, cores: 1 }, stages: [{ kind: tokenise, time: 20ms, offload: true }] }';
    for (const row of rowsOf({ host })) expect(ms(row.hostSeconds)).toBe(20);
  });

  it('take as long as the bytes of a request need', () => {
    const stage = (bytes: string) =>
      `{ cores: 64, stages: [{ kind: image-decode, bytes: ${bytes}, throughput: 100MB/s }] }`;
    for (const row of rowsOf({ host: stage('1MB') })) expect(ms(row.hostSeconds)).toBe(10);
    const rows = rowsOf({ host: stage('{ mean: 1MB, cv: 1 }'), requests: 4000 });
    const mean = rows.reduce((sum, row) => sum + row.hostSeconds, 0) / rows.length;
    expect(Math.abs(mean - 0.01)).toBeLessThan((5 * 0.01) / Math.sqrt(4000));
  });

  it('let clients that give up leave at once, wherever they are', () => {
    const host =
      '{ cores: 1, stages: [{ kind: tokenise, time: 30ms }, { kind: post-process, time: 30ms }] }';
    const rows = rowsOf({ host, requests: 12, more: 'timeout: { total: 50ms }' });
    const expired = rows.filter(({ outcome }) => outcome === 'expired');
    expect(expired.length).toBeGreaterThan(3);
    for (const row of expired) {
      expect(row.e2eSeconds).toBeCloseTo(0.05, 9);
      expect(parts(row)).toBeCloseTo(row.e2eSeconds, 9);
    }
    // somebody gave up before the engine, and somebody after it
    expect(expired.some((row) => row.outputTokens === 0)).toBe(true);
    expect(expired.some((row) => row.outputTokens === 2)).toBe(true);
  });

  it('count what is cut off in them as in flight', () => {
    const host = '{ cores: 1, stages: [{ kind: tokenise, time: 30ms }] }';
    const horizon = '{ duration: 55ms, warmup: 0s, drain: 0s }';
    const rows = rowsOf({ host, horizon });
    expect(rows.map(({ outcome }) => outcome)).toEqual([
      'completed',
      ...Array.from({ length: 4 }, () => 'in-flight'),
    ]);
    expect(rows.at(-1)?.hostSeconds).toBeCloseTo(0.005, 9);
  });
});

describe('runs with host stages', () => {
  const host =
    '{ cores: 2, offload: { cores: 2 }, stages: [{ kind: tokenise, time: { distribution: exponential, mean: 10ms } }, { kind: retrieval, time: { distribution: lognormal, mean: 8ms, cv: 1 }, offload: true }, { kind: post-process, time: { distribution: uniform, min: 1ms, max: 5ms } }] }';
  const busy: Choice = {
    arrivals: '{ process: poisson, rate: 150/s }',
    requests: 800,
    replicas: 4,
    output: 30,
    sequences: 4,
    more: 'timeout: { total: 150ms }',
    host,
  };

  it('are equal to the bit, stretched or step by step', () => {
    const scenario = compiled(busy);
    const stretched = record(scenario);
    const stepwise = record(withEngines(scenario, { stepping: 'stepwise' }));
    expect(stepwise.rows).toEqual(stretched.rows);
    expect(stretched.rows.some(({ outcome }) => outcome === 'expired')).toBe(true);
  });

  it('are equal to the bit however they are cut into slices', () => {
    const scenario = compiled(busy);
    const whole = record(scenario);
    const rows: number[] = [];
    const ignore = () => {};
    const recorder = { gap: ignore, gaps: ignore, timeseries: ignore, replica: ignore };
    const run = createRun(scenario, 0, {
      ...recorder,
      request: (row) => rows.push(row.request, row.e2eSeconds, row.hostSeconds),
    });
    while (run.advance({ maxEvents: 7 }) !== 'done');
    expect(rows).toEqual(
      whole.rows.flatMap((row) => [row.request, row.e2eSeconds, row.hostSeconds]),
    );
    expect(run.totals()).toEqual({ ...whole.totals });
  });

  it('meet the same draws whatever the cores and the rate', () => {
    const ample = { ...busy, host: host.replaceAll('cores: 2', 'cores: 5000'), more: '' };
    const rows = rowsOf({ ...ample, requests: 200 });
    const slower = rowsOf({
      ...ample,
      requests: 200,
      arrivals: '{ process: poisson, rate: 15/s }',
    });
    expect(rows.map((row) => ms(row.hostSeconds))).toEqual(
      slower.map((row) => ms(row.hostSeconds)),
    );
  });

  it('tell how many cores were taken, by work and by who waits', () => {
    const stages = '[{ kind: tokenise, time: 15ms }]';
    const totals = (cores: number) =>
      record(compiled({ host: `{ cores: ${cores}, stages: ${stages} }`, requests: 200 })).totals
        .window.host?.[0];
    const starved = totals(1)!;
    const ample = totals(4)!;
    const seconds = 2;
    expect(starved.takenCoreSeconds / seconds).toBeGreaterThan(0.98);
    expect(starved.waitingSeconds / seconds).toBeGreaterThan(20);
    // 100 requests a second × 15 ms
    expect(ample.takenCoreSeconds / seconds).toBeCloseTo(1.5, 1);
    expect(ample.waitingSeconds).toBe(0);
  });
});
