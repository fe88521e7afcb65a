import { tableFromIPC } from '@uwdata/flechette';
import { describe, expect, it } from 'vitest';
import { createIpcFileWriter } from '../../../src/arrow/ipc.ts';
import { summaryTable as spec } from '../../../src/record/tables/summary.ts';
import { summarize } from '../../../src/summary/summarize.ts';
import { summaryRows, summaryTable } from '../../../src/summary/summary-table.ts';
import { fileOf } from '../arrow/sample-tables.ts';
import { sampleInput } from './sample-run.ts';

describe('summary table', () => {
  const summary = summarize(sampleInput());
  const rows = summaryRows(summary);

  it('has each (scope, metric, statistic) once', () => {
    const keys = rows.map(({ scope, metric, statistic }) => `${scope} ${metric} ${statistic}`);
    expect(new Set(keys).size).toBe(keys.length);
    expect(new Set(rows.map((row) => row.scope))).toEqual(new Set(['all', 'chat', 'code']));
  });

  it('agrees with the document, in a file that others read', () => {
    const { chunks, dictionaries } = summaryTable(summary);
    const bytes = fileOf(createIpcFileWriter(spec, {}, dictionaries), chunks);
    const read = tableFromIPC(bytes).toArray() as Record<
      (typeof spec.columns)[number]['name'],
      unknown
    >[];
    expect(read).toHaveLength(rows.length);
    const find = (scope: string, metric: string, statistic: string) =>
      read.find((r) => r.scope === scope && r.metric === metric && r.statistic === statistic);
    expect({ ...find('chat', 'e2e', 'mean') }).toEqual({
      scope: 'chat',
      metric: 'e2e',
      statistic: 'mean',
      value: 3,
      unit: 's',
      ci_low: null,
      ci_high: null,
      count: 2,
      replications: 1,
    });
    expect(find('all', 'joules_per_request', 'value')).toMatchObject({ value: 300 });
    expect(find('all', 'slo_attainment', 'value')).toMatchObject({ value: 0.5, unit: null });
    expect(find('code', 'itl', 'p99')).toMatchObject({ value: null, count: 0 });
  });
});
