/**
 * How a table is declared: every column once, with its Arrow type, unit and meaning. The schema of the files, the
 * buffers, and the documentation in results/README.md all derive from these declarations.
 */

/** `dictionary` stores an integer code per row and the strings once; −1 stands for null. */
export type ColumnType = 'float64' | 'int32' | 'bool' | 'dictionary';

/** `T` keeps the names as a union of literals, so that a misspelt column does not compile. */
export interface ColumnSpec<T extends string = string> {
  /** snake_case, unit last. */
  readonly name: T;
  readonly type: ColumnType;
  /** SI symbol, or null where the column counts or names something. */
  readonly unit: string | null;
  /** One sentence: the definition, and when the value is null. */
  readonly description: string;
  /** NaN in a float column, −1 in an integer or dictionary column is written as null. */
  readonly nullable: boolean;
  /** Path of the scenario that the column holds the values of: the axes of a sweep. */
  readonly axis?: string;
}

export interface TableSpec<T extends string = string> {
  /** The file is `<name>.arrow` (or `.parquet`). */
  readonly name: string;
  readonly description: string;
  readonly columns: readonly ColumnSpec<T>[];
}

/** Strings of the dictionary columns, by column name, in the order of their codes. */
export type Dictionaries = Readonly<Record<string, readonly string[]>>;

/** Schema metadata that every file carries. */
export type TableMetadata = Readonly<Record<string, string>>;

type Options = { readonly unit?: string; readonly nullable?: boolean };

function column<const T extends string>(
  type: ColumnType,
  name: T,
  description: string,
  options: Options,
): ColumnSpec<T> {
  return {
    name,
    type,
    unit: options.unit ?? null,
    description,
    nullable: options.nullable ?? false,
  };
}

export const float64 = <const T extends string>(name: T, text: string, options: Options = {}) =>
  column('float64', name, text, options);

/** A float64 column of seconds. */
export const seconds = <const T extends string>(name: T, text: string, options: Options = {}) =>
  column('float64', name, text, { ...options, unit: 's' });

/** A float64 column of joules. */
export const joules = <const T extends string>(name: T, text: string, options: Options = {}) =>
  column('float64', name, text, { ...options, unit: 'J' });

export const int32 = <const T extends string>(name: T, text: string, options: Options = {}) =>
  column('int32', name, text, options);

export const bool = <const T extends string>(name: T, text: string, options: Options = {}) =>
  column('bool', name, text, options);

export const dictionary = <const T extends string>(name: T, text: string, options: Options = {}) =>
  column('dictionary', name, text, options);

/** The same table of a run with replications: a leading `replication` column. */
export function withReplication<T extends string>(
  table: TableSpec<T>,
): TableSpec<T | 'replication'> {
  return {
    ...table,
    columns: [int32('replication', 'Index of the replication, from 0.'), ...table.columns],
  };
}
