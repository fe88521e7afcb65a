import { type Table, tableFromIPC, type Vector } from 'apache-arrow';
import { sum } from 'simple-statistics';
import type { requestsTable } from '../record/tables/requests.ts';
import type { TraceRows } from '../trace/port.ts';

/** Bytes that are no table, or not the table that was asked for: the user's mistake, to be shown as it stands. */
export class TableUnreadable extends Error {
  override readonly name = 'TableUnreadable';
}

/** A table in memory, by columns. */
export interface ReadTable {
  readonly rows: number;
  readonly metadata: ReadonlyMap<string, string>;
  readonly columnNames: readonly string[];
  /** A number column; NaN for null. Throws {@link TableUnreadable} where it is missing or holds no numbers. */
  numbers(name: string): Float64Array;
  /** A string or dictionary column; null for null. */
  strings(name: string): (string | null)[];
}

/** Reads an Arrow IPC file or stream that lies whole in memory. Throws {@link TableUnreadable} for anything else. */
export function readArrowTable(bytes: Uint8Array): ReadTable {
  let table: Table;
  try {
    table = tableFromIPC(bytes);
  } catch (cause) {
    throw new TableUnreadable('not an Arrow IPC file, or one that was cut off', { cause });
  }
  if (table.schema.fields.length === 0)
    throw new TableUnreadable('no Arrow table: it has no columns');
  const column = (name: string): Vector => {
    const vector = table.getChild(name);
    if (vector === null) {
      const names = table.schema.fields.map((field) => field.name).join(', ');
      throw new TableUnreadable(`the table has no column ${name}; it has ${names}`);
    }
    return vector;
  };
  return {
    rows: table.numRows,
    metadata: table.schema.metadata,
    columnNames: table.schema.fields.map((field) => field.name),
    numbers: (name) => readNumbers(name, column(name)),
    strings: (name) => Array.from(column(name), (value) => (value === null ? null : String(value))),
  };
}

function readNumbers(name: string, vector: Vector): Float64Array {
  const values = new Float64Array(vector.length);
  let row = 0;
  for (const value of vector) {
    if (value !== null && typeof value !== 'number' && typeof value !== 'boolean') {
      throw new TableUnreadable(`column ${name} holds ${vector.type}, not numbers`);
    }
    values[row] = value === null ? Number.NaN : Number(value);
    row += 1;
  }
  return values;
}

/** Requests of a run, as a trace that replays them. */
export interface RequestsAsTrace {
  /** Of all workloads together, in order of arrival; arrivals count from the start of that run, at full precision. */
  readonly rows: TraceRows;
  /** Name of each row's workload. */
  readonly workload: readonly (string | null)[];
  /** Tokens that prompts found in prefix caches: the table does not say what they shared, so that a replay shares none. */
  readonly cachedTokens: number;
}

type RequestColumn = (typeof requestsTable.columns)[number]['name'];

/**
 * The requests of `requests.arrow` in the order of their arrival (the file's rows are in the order of completion), each
 * with the length that its answer would have had, whatever cut it short.
 */
export function readRequestsAsTrace(bytes: Uint8Array): RequestsAsTrace {
  const table = readArrowTable(bytes);
  const numbers = (name: RequestColumn) => table.numbers(name);
  const request = numbers('request');
  if (table.columnNames.includes('replication')) {
    const replications = new Set(table.numbers('replication'));
    if (replications.size > 1) {
      throw new TableUnreadable(
        `it holds ${replications.size} replications, which are not one trace; run one replication to replay it`,
      );
    }
  }
  const order = Int32Array.from(request.keys()).sort((a, b) => request[a]! - request[b]!);
  const arrivals = numbers('arrival_seconds');
  const strings = table.strings('workload' satisfies RequestColumn);
  const int32 = (name: RequestColumn, absent = 0) => {
    const values = numbers(name);
    return Int32Array.from(order, (row) => (Number.isNaN(values[row]!) ? absent : values[row]!));
  };
  const sessions = table.columnNames.includes('session') ? int32('session', -1) : new Int32Array(0);
  return {
    rows: {
      length: table.rows,
      arrivalSeconds: Float64Array.from(order, (row) => arrivals[row]!),
      promptTokens: int32('prompt_tokens'),
      outputTokens: int32('intended_output_tokens'),
      maxTokens: int32('max_tokens'),
      priority: int32('priority'),
      tenant: int32('tenant'),
      ...(sessions.some((session) => session >= 0) && { session: sessions }),
    },
    workload: Array.from(order, (row) => strings[row] ?? null),
    cachedTokens: table.columnNames.includes('cached_tokens')
      ? sum([...int32('cached_tokens')])
      : 0,
  };
}
