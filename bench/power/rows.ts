import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import Papa from 'papaparse';

const root = fileURLToPath(new URL('../../', import.meta.url));

/** Published figures of power, cooling, money and carbon, beside the data, outside the repository. */
export const powerRowsPath = resolve(
  root,
  process.env['TAILWATT_DATA'] ?? '../shared/data',
  '../reference/power-validation.csv',
);

export interface PowerRow {
  /** As an editor counts, the header being line 1. */
  readonly line: number;
  readonly category: string;
  readonly system: string;
  readonly condition: string;
  readonly metric: string;
  readonly value: string;
}

/** Null where the table is absent. */
export function readPowerRows(): readonly PowerRow[] | null {
  if (!existsSync(powerRowsPath)) return null;
  const { data } = Papa.parse<Record<string, string>>(readFileSync(powerRowsPath, 'utf8'), {
    header: true,
    skipEmptyLines: true,
  });
  return data.map((row, index) => ({
    line: index + 2,
    category: row['category'] ?? '',
    system: row['model_or_system'] ?? '',
    condition: row['condition'] ?? '',
    metric: row['metric'] ?? '',
    value: row['value'] ?? '',
  }));
}
