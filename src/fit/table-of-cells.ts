import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { createIpcFileWriter } from '../arrow/ipc.ts';
import { ChunkedTable, type TableChunk } from '../record/columns.ts';
import type { TableMetadata, TableSpec } from '../record/table.ts';
import { writeFileAtomically } from '../run/atomic-file.ts';
import { systemFailure } from '../run/user-error.ts';

/** A word of a dictionary column, a number of any other; null for none. */
export type Cell = number | string | null;

/** Writes a small table into a folder, which is made where it is missing; returns its path. */
export function writeCells(
  spec: TableSpec,
  rows: readonly (readonly Cell[])[],
  metadata: TableMetadata,
  folder: string,
): string {
  const codes = spec.columns.map(() => new Map<string, number>());
  const chunks: TableChunk[] = [];
  const table = new ChunkedTable(spec, (chunk) => chunks.push(chunk), rows.length + 1);
  for (const row of rows) {
    table.append(
      row.map((cell, column) => {
        const isWord = spec.columns[column]?.type === 'dictionary';
        if (cell === null) return isWord ? -1 : Number.NaN;
        if (typeof cell === 'number') return cell;
        const known = codes[column] ?? new Map<string, number>();
        if (!known.has(cell)) known.set(cell, known.size);
        return known.get(cell) ?? -1;
      }),
    );
  }
  table.flush();
  const dictionaries = Object.fromEntries(
    spec.columns.flatMap(({ name, type }, column) =>
      type === 'dictionary' ? [[name, [...(codes[column]?.keys() ?? [])]] as const] : [],
    ),
  );
  const writer = createIpcFileWriter(spec, metadata, dictionaries);
  const bytes = [...chunks.flatMap((chunk) => writer.write(chunk)), ...writer.close()];
  const path = join(folder, `${spec.name}.arrow`);
  try {
    mkdirSync(folder, { recursive: true });
  } catch (error) {
    throw systemFailure(`cannot write ${path}`, error);
  }
  writeFileAtomically(path, bytes);
  return path;
}
