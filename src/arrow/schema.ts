import {
  Bool,
  type DataType,
  Dictionary,
  Field,
  Float64,
  Int32,
  makeData,
  RecordBatch,
  Schema,
  Struct,
  Utf8,
  type Vector,
  vectorFromArray,
} from 'apache-arrow';
import { assert } from '../base/assert.ts';
import type { ColumnChunk, TableChunk } from '../record/columns.ts';
import type { ColumnSpec, Dictionaries, TableMetadata, TableSpec } from '../record/table.ts';

/** A table's schema and the vectors of its dictionaries: one instance each, shared by every batch. */
export interface ArrowLayout {
  readonly table: TableSpec;
  readonly schema: Schema;
  /** By column; null where the column is no dictionary. */
  readonly dictionaries: readonly (Vector<Utf8> | null)[];
}

/**
 * Arrow's view of a table. Every dictionary column needs its strings now: a dictionary that grows between batches
 * cannot be written to a file, and delta dictionaries are refused by other readers.
 */
export function arrowLayout(
  table: TableSpec,
  metadata: TableMetadata,
  dictionaries: Dictionaries,
): ArrowLayout {
  const vectors = table.columns.map((column) =>
    column.type === 'dictionary' ? dictionaryVector(table, column, dictionaries) : null,
  );
  const fields = table.columns.map((column, index) => {
    const description = new Map([['description', column.description]]);
    if (column.unit !== null) description.set('unit', column.unit);
    if (column.axis !== undefined) description.set('axis', column.axis);
    return new Field(column.name, arrowType(column, index), column.nullable, description);
  });
  const schema = new Schema(fields, new Map(Object.entries(metadata)));
  return { table, schema, dictionaries: vectors };
}

function dictionaryVector(
  table: TableSpec,
  column: ColumnSpec,
  dictionaries: Dictionaries,
): Vector<Utf8> {
  const strings = dictionaries[column.name];
  assert(strings !== undefined, `no strings for dictionary column ${table.name}.${column.name}`);
  // An empty dictionary has no data buffers, which some readers refuse.
  return vectorFromArray(strings.length > 0 ? strings : [''], new Utf8());
}

/** Simulated time is float64 seconds with a `unit`, not Arrow's Duration: several readers abort on that type. */
function arrowType(column: ColumnSpec, id: number): DataType {
  switch (column.type) {
    case 'float64':
      return new Float64();
    case 'int32':
      return new Int32();
    case 'bool':
      return new Bool();
    case 'dictionary':
      return new Dictionary(new Utf8(), new Int32(), id, false);
  }
}

/** A chunk as a record batch that shares the chunk's memory. */
export function recordBatch(layout: ArrowLayout, chunk: TableChunk): RecordBatch {
  const { schema } = layout;
  const children = chunk.columns.map((column, index) => {
    const field = schema.fields[index];
    assert(field?.name === column.spec.name, `a chunk of ${chunk.table.name} has its columns`);
    return columnData(column, field.type, chunk.rows, layout.dictionaries[index] ?? null);
  });
  assert(children.length === schema.fields.length, `a chunk of ${chunk.table.name} is complete`);
  const struct = makeData({
    type: new Struct(schema.fields),
    length: chunk.rows,
    nullCount: 0,
    children,
  });
  return new RecordBatch(schema, struct);
}

/** No rows, but every column: so that even an empty table carries its dictionaries. */
export function emptyChunk(table: TableSpec): TableChunk {
  const columns = table.columns.map((spec) => ({
    spec,
    values:
      spec.type === 'float64'
        ? new Float64Array(0)
        : spec.type === 'bool'
          ? new Uint8Array(0)
          : new Int32Array(0),
    validity: null,
    nullCount: 0,
  }));
  return { table, rows: 0, columns };
}

function columnData(
  column: ColumnChunk,
  type: DataType,
  length: number,
  dictionary: Vector<Utf8> | null,
) {
  const shape = { length, nullCount: column.nullCount, nullBitmap: column.validity };
  if (type instanceof Float64) {
    return makeData({ ...shape, type, data: column.values as Float64Array });
  }
  if (type instanceof Int32) {
    return makeData({ ...shape, type, data: column.values as Int32Array });
  }
  if (type instanceof Bool) return makeData({ ...shape, type, data: column.values as Uint8Array });
  assert(dictionary !== null, `${column.spec.name} has its dictionary`);
  return makeData({
    ...shape,
    type: type as Dictionary<Utf8, Int32>,
    data: column.values as Int32Array,
    dictionary,
  });
}
