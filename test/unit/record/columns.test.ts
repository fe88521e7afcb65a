import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ChunkedTable, packBits, type TableChunk } from '../../../src/record/columns.ts';
import { bool, float64, int32, type TableSpec } from '../../../src/record/table.ts';

const spec = {
  name: 'sample',
  description: '',
  columns: [
    float64('f', '', { nullable: true }),
    int32('i', '', { nullable: true }),
    int32('j', ''),
    bool('b', ''),
  ],
} as const satisfies TableSpec;

type Row = readonly [number, number, number, number];

function write(rows: readonly Row[], chunkRows: number): TableChunk[] {
  const chunks: TableChunk[] = [];
  const table = new ChunkedTable(spec, (chunk) => chunks.push(chunk), chunkRows);
  for (const row of rows) table.append(row);
  table.flush();
  table.flush();
  return chunks;
}

/** The rows that a chunk stands for, read bit by bit. */
function read(chunk: TableChunk): (number | null)[][] {
  return Array.from({ length: chunk.rows }, (_, row) =>
    chunk.columns.map(({ spec: column, values, validity }) => {
      if (validity !== null && !(validity[row >> 3]! & (1 << (row & 7)))) return null;
      return column.type === 'bool' ? (values[row >> 3]! >> (row & 7)) & 1 : values[row]!;
    }),
  );
}

describe('ChunkedTable', () => {
  it('gives back every row, in chunks of the size asked for, with missing values as null', () => {
    const float = fc.oneof(fc.constant(NaN), fc.double({ noNaN: true }));
    const int = fc.integer({ min: -1, max: 3 });
    const row = fc.tuple(float, int, int, fc.integer({ min: 0, max: 1 }));
    fc.assert(
      fc.property(
        fc.array(row, { maxLength: 40 }),
        fc.integer({ min: 1, max: 17 }),
        (rows, size) => {
          const chunks = write(rows, size);
          expect(chunks.map((chunk) => chunk.rows)).toEqual(
            Array.from({ length: Math.ceil(rows.length / size) }, (_, i) =>
              Math.min(size, rows.length - i * size),
            ),
          );
          expect(chunks.flatMap(read)).toEqual(
            rows.map(([f, i, j, b]) => [Number.isNaN(f) ? null : f, i === -1 ? null : i, j, b]),
          );
        },
      ),
    );
  });

  it('leaves no trace of a missing value, so that equal tables are equal bytes', () => {
    const [chunk] = write([[NaN, -1, 0, 1]], 8);
    const [f, i, j] = chunk!.columns;
    expect(Object.is(f!.values[0], 0)).toBe(true);
    expect(i!.values[0]).toBe(0);
    expect([f!.nullCount, i!.nullCount, j!.nullCount]).toEqual([1, 1, 0]);
    expect(f!.validity).toEqual(Uint8Array.of(0));
    expect(j!.validity).toBeNull();
  });

  it('never writes to a chunk that it has handed out', () => {
    const chunks = write(
      [
        [1, 1, 1, 1],
        [2, 2, 2, 0],
      ],
      1,
    );
    expect(chunks[0]!.columns[0]!.values).toEqual(Float64Array.of(1));
    expect(chunks[0]!.columns[0]!.values.buffer).not.toBe(chunks[1]!.columns[0]!.values.buffer);
  });
});

describe('packBits', () => {
  it('puts the first row into the least significant bit', () => {
    expect(packBits(Uint8Array.of(1, 0, 0, 1, 0, 0, 0, 0, 1), 9)).toEqual(Uint8Array.of(9, 1));
  });
});
