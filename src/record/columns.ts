import { assert } from '../base/assert.ts';
import type { ColumnSpec, TableSpec } from './table.ts';

/** Rows of a chunk: large enough that per-batch overheads vanish, small enough that a table streams. */
export const CHUNK_ROWS = 65_536;

/** A closed column: what Arrow wants, bit for bit. */
export interface ColumnChunk {
  readonly spec: ColumnSpec;
  /** Exactly `rows` values; for `bool` a bitmap, least significant bit first. Values under a null are 0. */
  readonly values: Float64Array | Int32Array | Uint8Array;
  /** Bitmap with a 1 per value that exists, least significant bit first; null where nothing is missing. */
  readonly validity: Uint8Array | null;
  readonly nullCount: number;
}

/** Rows that leave the recorder. The chunk owns its arrays: nobody writes to them again. */
export interface TableChunk {
  readonly table: TableSpec;
  readonly rows: number;
  readonly columns: readonly ColumnChunk[];
}

/** Open buffers: a bool has one byte per row until its chunk closes. */
export type OpenColumn = Float64Array | Int32Array | Uint8Array;

function openColumn(spec: ColumnSpec, rows: number): OpenColumn {
  switch (spec.type) {
    case 'float64':
      return new Float64Array(rows);
    case 'bool':
      return new Uint8Array(rows);
    default:
      return new Int32Array(rows);
  }
}

/** Packs one byte per row into one bit per row, least significant bit first. */
export function packBits(bytes: Uint8Array, rows: number): Uint8Array {
  const bits = new Uint8Array((rows + 7) >> 3);
  for (let row = 0; row < rows; row += 1) {
    if (bytes[row] !== 0) bits[row >> 3]! |= 1 << (row & 7);
  }
  return bits;
}

/** All ones; the bits past the last row are zero, so that equal tables are equal bytes. */
function fullBitmap(rows: number): Uint8Array {
  const bits = new Uint8Array((rows + 7) >> 3).fill(255);
  if (rows & 7) bits[bits.length - 1] = (1 << (rows & 7)) - 1;
  return bits;
}

interface Nulls {
  readonly bits: Uint8Array | null;
  readonly count: number;
}

/**
 * Takes the missing values (NaN) out of `values`: they become 0 there and a 0 in the bitmap. The twin below differs in
 * its types alone: one function for both kinds of array would be compiled for neither.
 */
function takeNotANumbers(values: Float64Array): Nulls {
  let bits: Uint8Array | null = null;
  let count = 0;
  for (let row = 0; row < values.length; row += 1) {
    if (!Number.isNaN(values[row])) continue;
    bits ??= fullBitmap(values.length);
    bits[row >> 3]! &= ~(1 << (row & 7));
    values[row] = 0;
    count += 1;
  }
  return { bits, count };
}

/** As above, where −1 is what is missing. */
function takeMinusOnes(values: Int32Array): Nulls {
  let bits: Uint8Array | null = null;
  let count = 0;
  for (let row = 0; row < values.length; row += 1) {
    if (values[row] !== -1) continue;
    bits ??= fullBitmap(values.length);
    bits[row >> 3]! &= ~(1 << (row & 7));
    values[row] = 0;
    count += 1;
  }
  return { bits, count };
}

function closeColumn(spec: ColumnSpec, open: OpenColumn, rows: number): ColumnChunk {
  if (open instanceof Uint8Array) {
    return { spec, values: packBits(open, rows), validity: null, nullCount: 0 };
  }
  const values = open.subarray(0, rows);
  if (!spec.nullable) return { spec, values, validity: null, nullCount: 0 };
  const { bits, count } =
    values instanceof Float64Array ? takeNotANumbers(values) : takeMinusOnes(values);
  return { spec, values, validity: bits, nullCount: count };
}

/**
 * A table that grows by rows and leaves in chunks, so that its memory stays bounded. A row is written by storing into
 * `open[column][rows]` and calling {@link ChunkedTable.commit}; after a commit that returns true the open buffers are
 * new ones. Order of rows is the order of commits.
 */
export class ChunkedTable {
  readonly spec: TableSpec;
  /** Rows that wait in the open buffers. */
  rows = 0;
  /** Rows of all chunks and of the open buffers. */
  totalRows = 0;
  #open: readonly OpenColumn[] | null = null;
  readonly #onChunk: (chunk: TableChunk) => void;
  readonly #chunkRows: number;

  constructor(spec: TableSpec, onChunk: (chunk: TableChunk) => void, chunkRows = CHUNK_ROWS) {
    this.spec = spec;
    this.#onChunk = onChunk;
    this.#chunkRows = chunkRows;
  }

  /** The buffers of the row to come, in the order of the columns; made when first asked for. */
  get open(): readonly OpenColumn[] {
    this.#open ??= this.spec.columns.map((column) => openColumn(column, this.#chunkRows));
    return this.#open;
  }

  /** Index of a column by name; a bug of ours where there is none. */
  index(name: string): number {
    const index = this.spec.columns.findIndex((column) => column.name === name);
    assert(index >= 0, `table ${this.spec.name} has no column ${name}`);
    return index;
  }

  /** Ends the row. True when its chunk was full and has left: then fetch the open buffers anew. */
  commit(): boolean {
    this.rows += 1;
    this.totalRows += 1;
    if (this.rows < this.#chunkRows) return false;
    this.flush();
    return true;
  }

  /** One row at once, one number per column (codes for dictionaries, 0 or 1 for bools): for tables that are small. */
  append(values: readonly number[]): void {
    const { open } = this;
    assert(values.length === open.length, `a row of ${this.spec.name} has all its columns`);
    for (let column = 0; column < values.length; column += 1) {
      open[column]![this.rows] = values[column]!;
    }
    this.commit();
  }

  /** Hands the open rows to the sink, if there are any. */
  flush(): void {
    if (this.rows === 0) return;
    const { rows, open } = this;
    const columns = this.spec.columns.map((spec, i) => closeColumn(spec, open[i]!, rows));
    this.rows = 0;
    this.#open = null;
    this.#onChunk({ table: this.spec, rows, columns });
  }
}
