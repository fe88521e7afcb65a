import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import Papa from 'papaparse';
import type { RowName } from './calibrated-rows.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));

/** The folder of published points, which lies beside the data, outside the repository. */
export const referenceFolder = resolve(
  root,
  process.env['TAILWATT_DATA'] ?? '../shared/data',
  '../reference',
);

/** One published point of quality against inference compute, as its file states it. */
export interface ReferenceRow {
  /** As an editor counts, the header being line 1. */
  readonly line: number;
  readonly name: RowName;
  readonly xKind: string;
  readonly reported: string;
  readonly unit: string;
  readonly tolerance: string;
  readonly note: string;
}

/** Path of the table in `folder`. */
export function tablePath(folder: string): string {
  return join(folder, 'ttc-validation.csv');
}

/** Null where the table is absent. */
export function readReferenceRows(folder: string): readonly ReferenceRow[] | null {
  const path = tablePath(folder);
  if (!existsSync(path)) return null;
  const { data } = Papa.parse<Record<string, string>>(readFileSync(path, 'utf8'), {
    header: true,
    skipEmptyLines: true,
  });
  return data.map((row, index) => ({
    line: index + 2,
    name: [row['strategy'] ?? '', row['model'] ?? '', row['task'] ?? '', row['x'] ?? ''],
    xKind: row['x_kind'] ?? '',
    reported: row['reported_value'] ?? '',
    unit: row['unit'] ?? '',
    tolerance: row['tolerance'] ?? '',
    note: row['note'] ?? '',
  }));
}
