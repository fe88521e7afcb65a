import { ChunkedTable, type TableChunk } from '../record/columns.ts';
import type { TableSinks } from '../record/metrics-recorder.ts';
import { type RecordedScenario, recorderDictionaries } from '../record/recorded-scenario.ts';
import { type TableSpec, withReplication } from '../record/table.ts';
import { runTablesOf } from '../record/tables/accounts.ts';
import { linksTable } from '../record/tables/links.ts';
import { replicationStatuses } from '../record/tables/metrics.ts';
import { replicationsTableOf } from '../record/tables/replications.ts';
import { summaryTable } from '../record/tables/summary.ts';
import { metricValues } from '../summary/metric-values.ts';
import type { RunSummary } from '../summary/run-summary.ts';
import { type SummaryRow, tableOfRows } from '../summary/summary-table.ts';
import { manifestFile, manifestText } from './manifest.ts';
import type { PreparedRun } from './prepare-run.ts';
import type { ResultsFolder } from './results-folder.ts';
import {
  openTableFile,
  type TableFile,
  type TableFileFormat,
  type TableFileOptions,
} from './table-files.ts';

/** The files of one run: tables that grow while it runs, the summary and the manifest at its end. */
export interface RunTables {
  readonly sinks: TableSinks;
  /** Writes what has been recorded so far. */
  drain(): Promise<void>;
  /** Adds a row to replications.arrow. */
  replication(index: number, summary: RunSummary): void;
  /** Closes the tables and writes the summary and the manifest. */
  finish(rows: readonly SummaryRow[], summary: RunSummary): Promise<void>;
}

export interface RunTableOptions {
  readonly format: TableFileFormat;
  readonly replications: number;
}

export async function openRunTables(
  folder: ResultsFolder,
  prepared: PreparedRun,
  { format, replications }: RunTableOptions,
): Promise<RunTables> {
  const { compiled } = prepared;
  const metadata = {
    'tailwatt.version': prepared.version,
    scenarioHash: prepared.scenarioHash,
    seed: compiled.seed,
  };
  const dictionaries = recorderDictionaries(compiled satisfies RecordedScenario);
  const open = (spec: TableSpec) =>
    openTableFile({
      folder,
      format,
      spec: replications > 1 ? withReplication(spec) : spec,
      metadata,
      dictionaries,
    });
  const { outputs } = compiled;
  const specs = runTablesOf(compiled);
  const requests = outputs.requests === 'all' ? await open(specs.requests) : null;
  const calls = specs.calls === undefined ? null : await open(specs.calls);
  const timeseries = outputs.timeseriesSeconds === null ? null : await open(specs.timeseries);
  const replicas = await open(specs.replicas);
  const nodes = specs.nodes === undefined ? null : await open(specs.nodes);
  const racks = specs.racks === undefined ? null : await open(specs.racks);
  const perReplication = await openReplications(
    { folder, format, metadata },
    compiled.workloads.map(({ name }) => name),
    replications,
  );
  const links = compiled.fabric === undefined ? null : await open(linksTable);
  const files = [
    requests,
    calls,
    timeseries,
    replicas,
    nodes,
    racks,
    links,
    perReplication.file,
  ].filter((file): file is TableFile => file !== null);
  const accept = (file: TableFile | null) => (chunk: Parameters<TableFile['accept']>[0]) => {
    file?.accept(chunk);
  };
  return {
    sinks: {
      requests: accept(requests),
      calls: accept(calls),
      timeseries: accept(timeseries),
      replicas: accept(replicas),
      nodes: accept(nodes),
      racks: accept(racks),
      links: accept(links),
    },
    async drain() {
      for (const file of files) await file.drain();
    },
    replication: perReplication.append,
    async finish(rows, summary) {
      perReplication.flush();
      const { chunks, dictionaries: strings } = tableOfRows(rows);
      const spec = summaryTable;
      const last = await openTableFile({ folder, format, spec, metadata, dictionaries: strings });
      for (const chunk of chunks) last.accept(chunk);
      const tables = [];
      for (const file of [...files, last]) tables.push(await file.close());
      const text = manifestText({ prepared, summary, replications, format, tables });
      folder.create(manifestFile).write(new TextEncoder().encode(text));
    },
  };
}

/** Two hundred columns: chunks of the usual size would take a hundred megabytes. */
const replicationsPerChunk = 256;

async function openReplications(
  place: Pick<TableFileOptions, 'folder' | 'format' | 'metadata'>,
  workloads: readonly string[],
  replications: number,
) {
  const spec = replicationsTableOf(workloads);
  const dictionaries = { status: replicationStatuses };
  const file = await openTableFile({ ...place, spec, dictionaries });
  const accept = (chunk: TableChunk) => file.accept(chunk);
  const rows = new ChunkedTable(spec, accept, Math.min(replications, replicationsPerChunk));
  return {
    file,
    append(replication: number, summary: RunSummary) {
      const status = replicationStatuses.indexOf(summary.status);
      rows.append([replication, status, ...metricValues(summary, workloads)]);
    },
    flush: () => rows.flush(),
  };
}
