import type { TableFileWriter } from '../../../src/arrow/ipc.ts';
import { joinBytes } from '../../../src/arrow/join-bytes.ts';
import { ChunkedTable, type TableChunk } from '../../../src/record/columns.ts';
import { bool, dictionary, int32, seconds, type TableSpec } from '../../../src/record/table.ts';

/** One column of every type, nullable and not. */
export const sampleTable = {
  name: 'sample',
  description: 'A table of every type.',
  columns: [
    int32('id', 'Identity.'),
    seconds('wait_seconds', 'A time that may be missing.', { nullable: true }),
    dictionary('pool', 'A name that may be missing.', { nullable: true }),
    bool('up', 'A truth.'),
    dictionary('outcome', 'A name.'),
    int32('replica', 'A number that may be missing.', { nullable: true }),
  ],
} as const satisfies TableSpec;

export const sampleDictionaries = {
  pool: ['h100', 'l4'],
  outcome: ['completed', 'größer ≥'],
};

export const sampleMetadata = { 'tailwatt.version': '0.1.0', scenarioHash: 'abc', seed: '7' };

export interface SampleRow {
  readonly id: number;
  readonly wait_seconds: number | null;
  readonly pool: string | null;
  readonly up: boolean;
  readonly outcome: string;
  readonly replica: number | null;
}

/** `count` rows in which every column and every kind of missing value takes its turn. */
export function sampleRows(count: number): SampleRow[] {
  return Array.from({ length: count }, (_, i) => ({
    id: i,
    wait_seconds: i % 3 === 1 ? null : 0.1 + i / 7,
    pool: i % 4 === 2 ? null : sampleDictionaries.pool[i % 2]!,
    up: i % 5 < 2,
    outcome: sampleDictionaries.outcome[i % 3 === 0 ? 1 : 0]!,
    replica: i % 5 === 3 ? null : i * 1000,
  }));
}

export function sampleChunks(rows: readonly SampleRow[], chunkRows: number): TableChunk[] {
  const chunks: TableChunk[] = [];
  const table = new ChunkedTable(sampleTable, (chunk) => chunks.push(chunk), chunkRows);
  for (const row of rows) {
    table.append([
      row.id,
      row.wait_seconds ?? NaN,
      row.pool === null ? -1 : sampleDictionaries.pool.indexOf(row.pool),
      row.up ? 1 : 0,
      sampleDictionaries.outcome.indexOf(row.outcome),
      row.replica ?? -1,
    ]);
  }
  table.flush();
  return chunks;
}

export function fileOf(writer: TableFileWriter, chunks: readonly TableChunk[]): Uint8Array {
  return joinBytes([...chunks.flatMap((chunk) => writer.write(chunk)), ...writer.close()]);
}
