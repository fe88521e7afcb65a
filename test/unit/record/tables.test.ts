import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { TableSpec } from '../../../src/record/table.ts';
import { tableDocs } from '../../../src/record/table-docs.ts';
import { tables } from '../../../src/record/tables/index.ts';

const readme = new URL('../../../results/README.md', import.meta.url);
const names = (table: TableSpec) => table.columns.map((column) => column.name);

describe('tables', () => {
  it('requests begins with the columns of the contract, in order', () => {
    const contract =
      'request workload tenant measured arrival_seconds first_token_seconds first_activity_seconds completion_seconds ttft_seconds tpot_seconds e2e_seconds worst_gap_seconds host_seconds queue_seconds prefill_seconds decode_seconds preempted_seconds transfer_seconds prompt_tokens output_tokens answer_tokens calls outcome attempts preemptions replica accelerator_joules slo_met';
    expect(names(tables.requests).slice(0, 28)).toEqual(contract.split(' '));
  });

  it('summary has the columns of the contract', () => {
    expect(names(tables.summary)).toEqual(
      'scope metric statistic value unit ci_low ci_high count replications'.split(' '),
    );
  });

  it.each(Object.entries<TableSpec>(tables))('%s declares each column well', (name, table) => {
    expect(table.name).toBe(name);
    expect(new Set(names(table)).size).toBe(table.columns.length);
    for (const column of table.columns) {
      expect(column.name).toMatch(/^[a-z][a-z0-9]*(_[a-z0-9]+)*$/);
      expect(column.description).toMatch(/^[A-Z].*\.$/);
      if (column.name.endsWith('_seconds')) expect(column.unit).toBe('s');
      if (column.name.endsWith('_joules')) expect(column.unit).toBe('J');
      if (column.name.endsWith('_watts')) expect(column.unit).toBe('W');
    }
  });

  it('results/README.md is what the declarations say', () => {
    expect(readFileSync(readme, 'utf8'), 'write tableDocs() to results/README.md').toBe(
      tableDocs(),
    );
  });
});
