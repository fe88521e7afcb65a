import { callRoles } from './call-roles.ts';
import { ChunkedTable, type TableChunk } from './columns.ts';
import { type CallRow, callUses } from './port.ts';
import { type TableSpec, withReplication } from './table.ts';
import { type AccountKey, accountKeysOf } from './tables/accounts.ts';

export interface CallWriterOptions {
  /** The calls table, with or without accounts. */
  readonly spec: TableSpec;
  /** Pool of each replica, by its index over all pools. */
  readonly poolOfReplica: Int32Array;
  /** Adds a `replication` column that holds this number; null leaves the column out. */
  readonly replication: number | null;
  readonly onChunk: (chunk: TableChunk) => void;
}

/** Writes rows of calls into column buffers. */
export class CallTableWriter {
  readonly #table: ChunkedTable;
  readonly #poolOfReplica: Int32Array;
  readonly #replication: readonly number[];
  readonly #accounts: readonly AccountKey[];

  constructor({ spec, poolOfReplica, replication, onChunk }: CallWriterOptions) {
    const table = replication === null ? spec : withReplication(spec);
    this.#table = new ChunkedTable(table, onChunk);
    this.#poolOfReplica = poolOfReplica;
    this.#replication = replication === null ? [] : [replication];
    this.#accounts = accountKeysOf(spec).map(([, key]) => key);
  }

  append(row: Readonly<CallRow>): void {
    this.#table.append([
      ...this.#replication,
      row.request,
      row.workload,
      row.call,
      callRoles.indexOf(row.role),
      row.tier,
      row.after,
      row.judges,
      row.arrivalSeconds,
      row.firstTokenSeconds,
      row.completionSeconds,
      row.hostSeconds,
      row.queueSeconds,
      row.prefillSeconds,
      row.decodeSeconds,
      row.preemptedSeconds,
      row.transferSeconds,
      row.promptTokens,
      row.outputTokens,
      row.cachedTokens,
      row.outcome,
      callUses.indexOf(row.use),
      row.answer,
      row.right ? 1 : 0,
      row.score,
      row.attempts,
      row.preemptions,
      row.replica,
      row.replica < 0 ? -1 : this.#poolOfReplica[row.replica]!,
      row.acceleratorJoules,
      ...this.#accounts.map((key) => row[key] ?? Number.NaN),
    ]);
  }

  flush(): void {
    this.#table.flush();
  }
}
