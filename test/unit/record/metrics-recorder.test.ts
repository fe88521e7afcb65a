import { describe, expect, it } from 'vitest';
import type { TableChunk } from '../../../src/record/columns.ts';
import { MetricsRecorder } from '../../../src/record/metrics-recorder.ts';
import { outcomeCode } from '../../../src/record/outcome.ts';
import type { CallRow } from '../../../src/record/port.ts';
import type { RecordedScenario } from '../../../src/record/recorded-scenario.ts';
import { missingEverything, noTargets, requestRow } from './rows.ts';

const scenario: RecordedScenario = {
  workloads: [
    { name: 'chat', slo: { ...noTargets, ttftSeconds: 0.4 } },
    { name: 'code', slo: noTargets },
  ],
  pools: [
    { name: 'a', firstReplica: 0, replicas: 2 },
    { name: 'b', firstReplica: 2, replicas: 1 },
  ],
  outputs: { requests: 'all', percentiles: 'auto' },
};

function record(over: Partial<RecordedScenario> = {}, replication: number | null = null) {
  const chunks: TableChunk[] = [];
  const sink = (chunk: TableChunk) => chunks.push(chunk);
  const sinks = { requests: sink, timeseries: sink, replicas: sink };
  return { chunks, recorder: new MetricsRecorder({ ...scenario, ...over }, sinks, replication) };
}

const column = (chunk: TableChunk | undefined, name: string) =>
  chunk?.columns.find(({ spec }) => spec.name === name);

describe('MetricsRecorder', () => {
  it('copies the row that the engine reuses', () => {
    const { chunks, recorder } = record();
    const row = requestRow({ replica: 2 });
    recorder.request(row);
    row.request = 1;
    row.e2eSeconds = 9;
    row.replica = 1;
    recorder.request(row);
    recorder.request({ ...missingEverything, request: 2 });
    recorder.flush();
    expect(chunks).toHaveLength(1);
    expect(column(chunks[0], 'request')!.values).toEqual(Int32Array.of(0, 1, 2));
    expect(column(chunks[0], 'e2e_seconds')!.values).toEqual(Float64Array.of(2, 9, 0));
    expect(column(chunks[0], 'pool')!.values).toEqual(Int32Array.of(1, 0, 0));
    expect(column(chunks[0], 'pool')!.validity).toEqual(Uint8Array.of(3));
    expect(recorder.all.samples.e2e.exact()).toEqual(Float64Array.of(2, 9));
  });

  it('puts each field into the column of its name', () => {
    const { chunks, recorder } = record();
    const row = requestRow();
    // A value of its own per field, so that a swap shows.
    // Dollars of steps stand in `usd`, where accelerators are rented.
    const fields = Object.keys(row).filter(
      (key) => typeof Reflect.get(row, key) === 'number' && key !== 'stepUsd',
    );
    for (const [index, key] of fields.entries()) Reflect.set(row, key, index + 1);
    row.workload = 1;
    row.replica = 2;
    row.outcome = 1;
    recorder.request(row);
    recorder.flush();
    for (const key of fields) {
      const name = key.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
      expect([name, column(chunks[0], name)!.values[0]]).toEqual([name, Reflect.get(row, key)]);
    }
    expect(column(chunks[0], 'measured')!.values[0]).toBe(1);
    expect(column(chunks[0], 'slo_met')!.values[0]).toBe(1);
    expect(column(chunks[0], 'answer_tokens')!.values[0]).toBe(row.outputTokens);
    expect(column(chunks[0], 'calls')!.values[0]).toBe(1);
    expect(column(chunks[0], 'attempts')!.values[0]).toBe(row.attempts);
  });

  it('samples measured completed requests alone, but counts every measured one', () => {
    const { recorder } = record();
    recorder.request(requestRow({ request: 0, measured: false }));
    recorder.request(requestRow({ request: 1, workload: 1, tpotSeconds: NaN }));
    recorder.request(requestRow({ request: 2, outcome: outcomeCode.expired, sloMet: false }));
    recorder.request(requestRow({ request: 3, e2eSeconds: 5, sloMet: false }));
    const [chat, code] = recorder.workloads;
    expect([chat!.measured, chat!.sloMet, chat!.completed]).toEqual([2, 0, 1]);
    expect([code!.measured, code!.sloMet, code!.completed]).toEqual([1, 1, 1]);
    expect([recorder.all.measured, recorder.all.completed]).toEqual([3, 2]);
    expect(recorder.all.samples.e2e.exact()).toEqual(Float64Array.of(2, 5));
    expect(code!.samples.tpot.count).toBe(0);
    expect(chat!.samples.tokens.exact()).toEqual(Float64Array.of(116));
    expect(recorder.parts.slowest(1)!.count).toBe(2);
  });

  it('writes no request table and keeps sketches when requests are not asked for', () => {
    const outputs = { requests: 'none', percentiles: 'exact' } as const;
    const { chunks, recorder } = record({ outputs });
    recorder.request(requestRow());
    recorder.flush();
    expect(chunks).toEqual([]);
    expect(recorder.all.samples.e2e.exact()).toBeNull();
    expect(recorder.all.samples.e2e.sketch!.count).toBe(1);
  });

  it('collects gaps per workload and over all', () => {
    const { recorder } = record();
    recorder.gap(0, 0.02, 10);
    recorder.gap(1, 0.04, 30);
    expect(recorder.workloads.map((w) => w.gaps.sketch.count)).toEqual([10, 30]);
    expect(recorder.all.gaps.sketch.count).toBe(40);
  });

  it('writes time series and replicas, with the replication in front where there are several', () => {
    const { chunks, recorder } = record({}, 3);
    recorder.timeseries({
      startSeconds: 0,
      endSeconds: 10,
      pool: 1,
      arrivals: 2,
      completions: 3,
      queue: 4,
      batch: 5,
      kvCache: 0.6,
      busy: 0.7,
      watts: 8,
      replicasUp: 9,
      rentalUsd: 10,
      replicasPending: 11,
    });
    recorder.replica({
      replica: 1,
      pool: 0,
      indexInPool: 1,
      accelerators: 4,
      kvBlocks: 5,
      busySeconds: 6,
      steps: 7,
      requests: 8,
      preemptions: 9,
      prefillJoules: 10,
      decodeJoules: 11,
      idleJoules: 12,
      peakWatts: 13,
      outputTokens: 14,
      queriedTokens: 15,
      cachedTokens: 16,
      rentalUsd: 17,
      swappedTokens: 18,
      hostTokens: 19,
      nvmeTokens: 20,
      remoteTokens: 21,
    });
    recorder.request(requestRow());
    recorder.flush();
    const first = (name: string) =>
      chunks.find(({ table }) => table.name === name)!.columns.map(({ values }) => values[0]);
    expect(first('timeseries')).toEqual([3, 0, 10, 1, 2, 3, 4, 5, 0.6, 0.7, 8, 9, 10, 11]);
    expect(first('replicas')).toEqual([
      3, 1, 0, 1, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21,
    ]);
    expect(first('requests').slice(0, 2)).toEqual([3, 0]);
  });

  it('writes rows of calls where they are asked for', () => {
    const chunks: TableChunk[] = [];
    const sink = (chunk: TableChunk) => chunks.push(chunk);
    const sinks = { requests: null, timeseries: sink, replicas: sink, calls: sink };
    const told = {
      ...{ request: 3, call: 4, tier: 5, after: 6, judges: -1, arrivalSeconds: 8 },
      ...{ firstTokenSeconds: 9, completionSeconds: Number.NaN, hostSeconds: 11, queueSeconds: 12 },
      ...{ prefillSeconds: 13, decodeSeconds: 14, preemptedSeconds: 15, transferSeconds: 16 },
      ...{ promptTokens: 17, outputTokens: 18, cachedTokens: 19, answer: 20, score: 21 },
      ...{ attempts: 22, preemptions: 23, replica: 2, acceleratorJoules: 24 },
    };
    const words = { workload: 1, role: 'score', use: 'verification', outcome: 1, right: true };
    const accounts = { itJoules: 25, facilityJoules: 26, usd: 27, grams: 28 };
    const outputs = { ...scenario.outputs, calls: true } as const;
    const recorder = new MetricsRecorder({ ...scenario, outputs, facility: {} }, sinks, 9);
    recorder.call({ ...told, ...accounts, ...words } as CallRow);
    recorder.flush();
    const [chunk] = chunks;
    expect(chunk!.table.name).toBe('calls');
    const names = (key: string) => key.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
    for (const [key, value] of Object.entries({ ...told, ...accounts })) {
      const { values, nullCount, spec } = column(chunk, names(key))!;
      const isMissing = spec.nullable && (Number.isNaN(value) || value === -1);
      expect([key, values[0], nullCount]).toEqual([key, isMissing ? 0 : value, isMissing ? 1 : 0]);
    }
    const codes = { replication: 9, workload: 1, role: 2, used_for: 2, outcome: 1, correct: 1 };
    for (const [name, code] of Object.entries({ ...codes, pool: 1 }))
      expect([name, column(chunk, name)!.values[0]]).toEqual([name, code]);
  });

  it('writes what boards were held to where that is followed, and nodes and racks of a facility', () => {
    const chunks: TableChunk[] = [];
    const sink = (chunk: TableChunk) => chunks.push(chunk);
    const sinks = { requests: null, timeseries: sink, replicas: sink, nodes: sink, racks: sink };
    const fabric = { linkNames: [] };
    const recorder = new MetricsRecorder({ ...scenario, budgets: [], facility: {}, fabric }, sinks);
    const network = { networkJoules: 18 };
    const sums = {
      accelerators: 4,
      busySeconds: 5,
      throttledSeconds: 6,
      prefillJoules: 7,
      decodeJoules: 8,
      idleJoules: 9,
      hostJoules: 10,
      supplyJoules: 11,
      coolingJoules: 12,
      lossJoules: 13,
      peakWatts: 14,
    };
    recorder.node({
      node: 0,
      pool: 1,
      indexInPool: 2,
      rack: 3,
      ...sums,
      leakedJoules: 0,
      ...network,
    });
    const overshoot = { limitWatts: 15, overshootSeconds: 16, overshootJoules: 17 };
    const rack = { ...sums, ...overshoot, ...network };
    recorder.rack({ rack: 0, pool: 1, indexInPool: 2, nodes: 3, ...rack, leakedJoules: 0 });
    recorder.flush();
    const cells = (name: string) =>
      chunks
        .find(({ table }) => table.name === name)!
        .columns.map(({ spec, values }) => [spec.name, values[0]]);
    const names = (key: string) => key.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
    const told = (row: object) => Object.entries(row).map(([key, value]) => [names(key), value]);
    expect(cells('nodes').slice(4)).toEqual(told({ ...sums, ...network }));
    expect(cells('racks').slice(4)).toEqual(told(rack));
  });
});
