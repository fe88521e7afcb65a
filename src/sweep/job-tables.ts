import { createIpcFileWriter, type TableFileWriter } from '../arrow/ipc.ts';
import { joinBytes } from '../arrow/join-bytes.ts';
import type { TableChunk } from '../record/columns.ts';
import type { TableSinks } from '../record/metrics-recorder.ts';
import { recorderDictionaries } from '../record/recorded-scenario.ts';
import type { TableSpec } from '../record/table.ts';
import { runTablesOf } from '../record/tables/accounts.ts';
import { linksTable } from '../record/tables/links.ts';
import type { Job } from './job.ts';

/** Tables of a job, in memory until it ends: they leave the worker with its result. */
export interface JobTables {
  readonly sinks: TableSinks;
  close(): readonly { readonly file: string; readonly bytes: Uint8Array }[];
}

const none: JobTables = {
  sinks: { requests: null, timeseries: () => {}, replicas: () => {} },
  close: () => [],
};

export function openJobTables(job: Job): JobTables {
  if (job.tables === 'none') return none;
  const { compiled, scenarioHash, version } = job;
  const metadata = { 'tailwatt.version': version, scenarioHash, seed: compiled.seed };
  const dictionaries = recorderDictionaries(compiled);
  const open = (spec: TableSpec) =>
    new TableInMemory(`${spec.name}.arrow`, createIpcFileWriter(spec, metadata, dictionaries));
  const { outputs } = compiled;
  const specs = runTablesOf(compiled);
  const requests = outputs.requests === 'all' ? open(specs.requests) : null;
  const calls = specs.calls === undefined ? null : open(specs.calls);
  const timeseries = outputs.timeseriesSeconds === null ? null : open(specs.timeseries);
  const replicas = open(specs.replicas);
  const nodes = specs.nodes === undefined ? null : open(specs.nodes);
  const racks = specs.racks === undefined ? null : open(specs.racks);
  const links = compiled.fabric === undefined ? null : open(linksTable);
  const tables = [requests, calls, timeseries, replicas, nodes, racks, links].filter(
    (table) => table !== null,
  );
  return {
    sinks: {
      requests: requests === null ? null : (chunk) => requests.accept(chunk),
      calls: (chunk) => calls?.accept(chunk),
      timeseries: (chunk) => timeseries?.accept(chunk),
      replicas: (chunk) => replicas.accept(chunk),
      nodes: (chunk) => nodes?.accept(chunk),
      racks: (chunk) => racks?.accept(chunk),
      links: (chunk) => links?.accept(chunk),
    },
    close: () => tables.map((table) => table.close()),
  };
}

class TableInMemory {
  readonly #file: string;
  readonly #writer: TableFileWriter;
  readonly #parts: Uint8Array[] = [];

  constructor(file: string, writer: TableFileWriter) {
    this.#file = file;
    this.#writer = writer;
  }

  accept(chunk: TableChunk): void {
    this.#keep(this.#writer.write(chunk));
  }

  close(): { readonly file: string; readonly bytes: Uint8Array } {
    this.#keep(this.#writer.close());
    return { file: this.#file, bytes: joinBytes(this.#parts) };
  }

  #keep(parts: readonly Uint8Array[]): void {
    // The writer's bytes may be views of the chunk's memory, which the recorder does not touch again.
    this.#parts.push(...parts);
  }
}
