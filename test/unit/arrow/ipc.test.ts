import { tableFromIPC } from '@uwdata/flechette';
import { tableFromIPC as arrowTableFromIPC } from 'apache-arrow';
import { Table as ParquetWasmTable } from 'parquet-wasm';
import { describe, expect, it } from 'vitest';
import { createIpcFileWriter, createIpcStreamWriter } from '../../../src/arrow/ipc.ts';
import { joinBytes } from '../../../src/arrow/join-bytes.ts';
import {
  fileOf,
  type SampleRow,
  sampleChunks,
  sampleDictionaries,
  sampleMetadata,
  sampleRows,
  sampleTable,
} from './sample-tables.ts';

const fileWriter = () => createIpcFileWriter(sampleTable, sampleMetadata, sampleDictionaries);
const streamWriter = () => createIpcStreamWriter(sampleTable, sampleMetadata, sampleDictionaries);
const file = (rows: readonly SampleRow[], chunkRows: number) =>
  fileOf(fileWriter(), sampleChunks(rows, chunkRows));

/** Rows on both sides of every boundary: none, one, a byte of bits, one chunk, one row more, many. */
const sizes = [0, 1, 8, 9, 64, 65, 1000];

describe('IPC files', () => {
  it.each(sizes)('say the same to flechette, an independent reader (%i rows)', (count) => {
    const rows = sampleRows(count);
    const table = tableFromIPC(file(rows, 64));
    expect(table.numRows).toBe(count);
    expect(table.toArray().map((row) => ({ ...row }))).toEqual(rows);
  });

  it('carry metadata of table and columns, and the nullability', () => {
    const { schema } = tableFromIPC(file(sampleRows(3), 64));
    expect(Object.fromEntries(schema.metadata ?? [])).toEqual(sampleMetadata);
    for (const [index, column] of sampleTable.columns.entries()) {
      const field = schema.fields[index]!;
      expect([field.name, field.nullable]).toEqual([column.name, column.nullable]);
      expect(field.metadata?.get('description')).toBe(column.description);
      expect(field.metadata?.get('unit') ?? null).toBe(column.unit);
    }
  });

  it('are equal bytes for equal rows', () => {
    const rows = sampleRows(200);
    expect(Buffer.compare(file(rows, 64), file(rows, 64))).toBe(0);
  });

  it('hand over the bytes of each chunk as it comes, and none twice', () => {
    const writer = fileWriter();
    const chunks = sampleChunks(sampleRows(640), 64);
    const sizesOfChunks = chunks.map((chunk) => joinBytes(writer.write(chunk)).length);
    // Schema and dictionaries come with the first; then each chunk brings itself and nothing of the others.
    expect(new Set(sizesOfChunks.slice(1)).size).toBe(1);
    expect(sizesOfChunks[1]).toBeGreaterThan(64 * (8 + 4 * 4));
    expect(sizesOfChunks[1]).toBeLessThan(64 * (8 + 4 * 4) + 2000);
  });

  it('refuse a chunk after they were closed', () => {
    const writer = fileWriter();
    writer.close();
    expect(() => writer.write(sampleChunks(sampleRows(1), 8)[0]!)).toThrow('closed');
    expect(() => writer.close()).toThrow('closed twice');
  });

  it('refuse a dictionary column without its strings', () => {
    const create = () => createIpcFileWriter(sampleTable, {}, { pool: ['a'] });
    expect(create).toThrow('no strings for dictionary column sample.outcome');
  });
});

describe('IPC streams', () => {
  it.each(sizes)('say the same to arrow-rs, an independent reader (%i rows)', (count) => {
    const rows = sampleRows(count);
    const bytes = fileOf(streamWriter(), sampleChunks(rows, 64));
    const table = ParquetWasmTable.fromIPCStream(bytes);
    expect(Object.fromEntries(table.schema.metadata())).toEqual(sampleMetadata);
    expect(table.recordBatches().reduce((sum, batch) => sum + batch.numRows, 0)).toBe(count);
    // arrow-rs has decoded and now writes the stream anew.
    const rewritten = arrowTableFromIPC(table.intoIPCStream());
    expect(rewritten.toArray().map((row) => ({ ...row.toJSON() }))).toEqual(rows);
  });
});
