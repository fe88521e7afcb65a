import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import Papa from 'papaparse';
import type { RowName } from './theory-case.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));

/** The table of known answers, which lies beside the data, outside the repository. */
export const referencePath = resolve(
  root,
  process.env['TAILWATT_DATA'] ?? '../shared/data',
  '../reference/queueing-validation.csv',
);

export interface ReferenceRow {
  /** As an editor counts, the header being line 1. */
  readonly line: number;
  readonly name: RowName;
  /** NaN where the row states an identity. */
  readonly formula: number;
  /** What an independent simulation found; NaN where none was made. */
  readonly simulated: number;
}

/** Null where the table is absent. */
export function readReferenceTable(): readonly ReferenceRow[] | null {
  if (!existsSync(referencePath)) return null;
  const { data } = Papa.parse<Record<string, string>>(readFileSync(referencePath, 'utf8'), {
    header: true,
    skipEmptyLines: true,
  });
  return data.map((row, index) => ({
    line: index + 2,
    name: [row['system'] ?? '', row['parameters'] ?? '', row['formula'] ?? ''],
    formula: Number.parseFloat(row['exact_or_formula_value'] ?? ''),
    simulated: Number.parseFloat(row['independent_python_sim'] ?? ''),
  }));
}

export function findRow(table: readonly ReferenceRow[], name: RowName): ReferenceRow | undefined {
  return table.find((row) => row.name.every((part, i) => part === name[i]));
}
