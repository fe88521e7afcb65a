import { describe, expect, it } from 'vitest';
import { createIpcFileWriter } from '../../../src/arrow/ipc.ts';
import { readArrowTable } from '../../../src/arrow/read.ts';
import { requestSeries } from '../../../src/arrow/read-requests.ts';
import type { TableChunk } from '../../../src/record/columns.ts';
import { MetricsRecorder } from '../../../src/record/metrics-recorder.ts';
import { recorderDictionaries } from '../../../src/record/recorded-scenario.ts';
import { withReplication } from '../../../src/record/table.ts';
import { requestsTable } from '../../../src/record/tables/requests.ts';
import { noTargets, requestRow } from '../record/rows.ts';
import { fileOf } from './sample-tables.ts';

const scenario = {
  workloads: [{ name: 'chat', slo: noTargets }],
  pools: [{ name: 'p', firstReplica: 0, replicas: 1 }],
  outputs: { requests: 'all', percentiles: 'auto' },
} as const;

/** Three requests in the order in which they completed; the second did not complete, the first is not measured. */
function bytesOf(replications: number): Uint8Array {
  const chunks: TableChunk[] = [];
  const ignore = () => {};
  for (let replication = 0; replication < replications; replication += 1) {
    const sinks = {
      requests: (chunk: TableChunk) => chunks.push(chunk),
      timeseries: ignore,
      replicas: ignore,
    };
    const recorder = new MetricsRecorder(scenario, sinks, replications > 1 ? replication : null);
    recorder.request(requestRow({ request: 2, arrivalSeconds: 3, ttftSeconds: 0.3 + replication }));
    recorder.request(requestRow({ request: 0, arrivalSeconds: 1, measured: false }));
    recorder.request(requestRow({ request: 1, arrivalSeconds: 2, outcome: 3, sloMet: false }));
    recorder.flush();
  }
  const spec = replications > 1 ? withReplication(requestsTable) : requestsTable;
  return fileOf(createIpcFileWriter(spec, {}, recorderDictionaries(scenario)), chunks);
}

describe('requestSeries', () => {
  it('puts requests in order of arrival, with values only where one is measured and completed', () => {
    const series = requestSeries(readArrowTable(bytesOf(1)));
    expect(series.length).toBe(3);
    expect([...series.arrivalSeconds]).toEqual([1, 2, 3]);
    expect([...series.measured]).toEqual([0, 1, 1]);
    expect([...series.values.ttft]).toEqual([Number.NaN, Number.NaN, 0.3]);
    expect([...series.sloMet]).toEqual([Number.NaN, 0, 1]);
    for (const values of Object.values(series.values)) expect(values[0]).toBeNaN();
  });

  it('takes the first replication of several', () => {
    const series = requestSeries(readArrowTable(bytesOf(2)));
    expect(series.length).toBe(3);
    expect(series.values.ttft[2]).toBe(0.3);
  });
});
