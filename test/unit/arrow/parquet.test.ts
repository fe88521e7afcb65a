import { tableFromIPC } from 'apache-arrow';
import { ParquetFile, readParquet } from 'parquet-wasm';
import { describe, expect, it } from 'vitest';
import { joinBytes } from '../../../src/arrow/join-bytes.ts';
import { createParquetFileWriter } from '../../../src/arrow/parquet.ts';
import {
  sampleChunks,
  sampleDictionaries,
  sampleMetadata,
  sampleRows,
  sampleTable,
} from './sample-tables.ts';

async function parquet(count: number, chunkRows: number): Promise<Uint8Array> {
  const writer = await createParquetFileWriter(sampleTable, sampleMetadata, sampleDictionaries);
  const parts: Uint8Array[] = [];
  for (const chunk of sampleChunks(sampleRows(count), chunkRows)) {
    parts.push(...(await writer.write(chunk)));
  }
  return joinBytes([...parts, ...(await writer.close())]);
}

describe('Parquet', () => {
  it.each([0, 1, 64, 1000])('reads back as it was written (%i rows)', async (count) => {
    const table = readParquet(await parquet(count, 64));
    expect(Object.fromEntries(table.schema.metadata())).toMatchObject(sampleMetadata);
    const back = tableFromIPC(table.intoIPCStream());
    expect(back.toArray().map((row) => ({ ...row.toJSON() }))).toEqual(sampleRows(count));
    expect(back.schema.fields.map((field) => field.name)).toEqual(
      sampleTable.columns.map((column) => column.name),
    );
    expect(back.schema.fields[1]!.metadata.get('unit')).toBe('s');
  });

  it('makes row groups as rows come', async () => {
    const bytes = await parquet(140_000, 65_536);
    const file = await ParquetFile.fromFile(new Blob([bytes.slice()]));
    const groups = file.metadata().rowGroups();
    expect(groups.map((group) => group.numRows())).toEqual([65_536, 65_536, 8928]);
  });

  it('is equal bytes for equal rows', async () => {
    expect(Buffer.compare(await parquet(200, 64), await parquet(200, 64))).toBe(0);
  });

  it('says what to install when the optional package is missing', async () => {
    const missing = () => Promise.reject(new Error("Cannot find package 'parquet-wasm'"));
    const writer = createParquetFileWriter(sampleTable, {}, sampleDictionaries, missing);
    await expect(writer).rejects.toThrow('npm install parquet-wasm');
  });
});
