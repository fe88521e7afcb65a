import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import Papa from 'papaparse';
import type { DataFile } from './port.ts';
import { DataRow } from './row.ts';

/** Names of a folder's tables, in order. */
export function tableNames(folder: string): readonly string[] {
  return readdirSync(folder)
    .filter((name) => name.endsWith('.csv'))
    .sort();
}

/** The cells of a table's rows and where they stand. */
export interface Cells {
  readonly cells: Readonly<Record<string, string>>;
  readonly id: string;
}

/** Reads a table as plain cells, which cross threads. A row without `row_id` is known as `file:line`, line 1 the header. */
export function readCells(folder: string, name: string): readonly Cells[] {
  return parseCells(readFileSync(join(folder, name), 'utf8'), name);
}

export function parseCells(text: string, name: string): readonly Cells[] {
  const { data } = Papa.parse<Record<string, string>>(text.replace(/^\uFEFF/, ''), {
    header: true,
    skipEmptyLines: true,
  });
  return data.map((cells, index) => ({ cells, id: `${name}:${index + 2}` }));
}

export function dataFile(folder: string, name: string, rows: readonly Cells[]): DataFile {
  return { name, folder, rows: rows.map(({ cells, id }) => new DataRow(cells, id)) };
}
