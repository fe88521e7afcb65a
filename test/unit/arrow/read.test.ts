import { describe, expect, it } from 'vitest';
import { createIpcFileWriter } from '../../../src/arrow/ipc.ts';
import { joinBytes } from '../../../src/arrow/join-bytes.ts';
import { readArrowTable, readRequestsAsTrace } from '../../../src/arrow/read.ts';
import { MetricsRecorder } from '../../../src/record/metrics-recorder.ts';
import { recorderDictionaries } from '../../../src/record/recorded-scenario.ts';
import { requestsTable } from '../../../src/record/tables/requests.ts';
import { noTargets, requestRow } from '../record/rows.ts';
import {
  fileOf,
  sampleChunks,
  sampleDictionaries,
  sampleMetadata,
  sampleRows,
  sampleTable,
} from './sample-tables.ts';

const sample = () =>
  fileOf(
    createIpcFileWriter(sampleTable, sampleMetadata, sampleDictionaries),
    sampleChunks(sampleRows(100), 64),
  );

describe('readArrowTable', () => {
  it('gives columns and metadata back', () => {
    const table = readArrowTable(sample());
    const rows = sampleRows(100);
    expect(table.rows).toBe(100);
    expect(Object.fromEntries(table.metadata)).toEqual(sampleMetadata);
    expect(table.numbers('wait_seconds')).toEqual(
      Float64Array.from(rows, (row) => row.wait_seconds ?? NaN),
    );
    expect(table.strings('pool')).toEqual(rows.map((row) => row.pool));
  });

  it.each([
    ['text', new TextEncoder().encode('arrival_seconds,prompt_tokens\n')],
    ['nothing', new Uint8Array(0)],
    ['a file that was cut off', sample().slice(0, 500)],
  ])('refuses %s', (_, bytes) => {
    expect(() => readArrowTable(bytes)).toThrow(/Arrow/);
  });

  it('refuses a file cut off anywhere', () => {
    const whole = sample();
    for (let length = 1; length < whole.length; length += 97) {
      expect(() => readArrowTable(whole.slice(0, length)), `${length} bytes`).toThrow(/Arrow/);
    }
  });

  it('names a column that is missing, and one of the wrong type', () => {
    const table = readArrowTable(sample());
    expect(() => table.numbers('nope')).toThrow('no column nope; it has id, wait_seconds, pool');
    expect(() => table.numbers('pool')).toThrow('column pool holds');
  });
});

describe('readRequestsAsTrace', () => {
  it('puts requests in order of arrival, at full precision, at the length that was intended', () => {
    const scenario = {
      workloads: [
        { name: 'chat', slo: noTargets },
        { name: 'code', slo: noTargets },
      ],
      pools: [{ name: 'p', firstReplica: 0, replicas: 1 }],
      outputs: { requests: 'all', percentiles: 'auto' },
    } as const;
    const writer = createIpcFileWriter(requestsTable, {}, recorderDictionaries(scenario));
    const parts: Uint8Array[] = [];
    const ignore = () => {};
    const recorder = new MetricsRecorder(scenario, {
      requests: (chunk) => parts.push(...writer.write(chunk)),
      timeseries: ignore,
      replicas: ignore,
    });
    const third = 1 / 3;
    recorder.request(requestRow({ request: 2, arrivalSeconds: 7, workload: 1, tenant: 3 }));
    recorder.request(
      requestRow({ request: 0, arrivalSeconds: third, promptTokens: 5, priority: -1 }),
    );
    recorder.request(
      requestRow({
        request: 1,
        arrivalSeconds: 2 * third,
        outputTokens: 3,
        intendedOutputTokens: 50,
      }),
    );
    recorder.flush();
    const { rows, workload } = readRequestsAsTrace(joinBytes([...parts, ...writer.close()]));
    expect(rows.arrivalSeconds).toEqual(Float64Array.of(third, 2 * third, 7));
    expect(rows.promptTokens).toEqual(Int32Array.of(5, 100, 100));
    expect(rows.outputTokens).toEqual(Int32Array.of(16, 50, 16));
    expect(rows.tenant).toEqual(Int32Array.of(0, 0, 3));
    expect(rows.priority).toEqual(Int32Array.of(-1, 0, 0));
    expect(workload).toEqual(['chat', 'chat', 'code']);
  });
});
