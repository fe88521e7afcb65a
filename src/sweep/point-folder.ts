import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createIpcFileWriter } from '../arrow/ipc.ts';
import { joinBytes } from '../arrow/join-bytes.ts';
import { ChunkedTable, type TableChunk } from '../record/columns.ts';
import type { Dictionaries, TableMetadata, TableSpec } from '../record/table.ts';
import { replicationStatuses } from '../record/tables/metrics.ts';
import { replicationsTableOf } from '../record/tables/replications.ts';
import { summaryTable } from '../record/tables/summary.ts';
import type { LoadedScenario } from '../run/load-scenario.ts';
import { type ManifestFacts, manifestFile, manifestText } from '../run/manifest.ts';
import { createMetricReader } from '../summary/metric-values.ts';
import { combineReplications, combineRows } from '../summary/replications.ts';
import type { RunSummary } from '../summary/run-summary.ts';
import { summaryRows, tableOfRows } from '../summary/summary-table.ts';
import type { SweepPlan } from './plan.ts';
import type { TableBytes } from './store.ts';

/** Files of a point's folder, the manifest last: it vouches for the others. */
export const pointFileNames = ['summary.arrow', 'replications.arrow', manifestFile] as const;

/** What the folder of a point is made from. Plain data, so that a worker can make it. */
export interface FinishedPoint {
  readonly plan: Pick<SweepPlan, 'version' | 'workloads'>;
  readonly scenarioHash: string;
  readonly loaded: LoadedScenario;
  readonly traceFiles: ManifestFacts['prepared']['traceFiles'];
  /** Of the replications that did not fail, with their numbers. */
  readonly replications: readonly { readonly index: number; readonly summary: RunSummary }[];
}

/**
 * The files that make a point's folder what that of a run with replications is: summary.arrow, replications.arrow and,
 * last, a manifest, so that whatever reads runs reads points. None where every replication failed.
 */
export function pointFiles(finished: FinishedPoint): readonly TableBytes[] {
  const { plan, scenarioHash, loaded, traceFiles, replications } = finished;
  const summaries = replications.map(({ summary }) => summary);
  const [first] = summaries;
  if (first === undefined) return [];
  const single = summaries.length === 1;
  const rows = single ? summaryRows(first) : combineRows(summaries.map(summaryRows));
  const { chunks, dictionaries } = tableOfRows(rows);
  const { seed } = loaded.scenario;
  const metadata = { 'tailwatt.version': plan.version, scenarioHash, seed };
  const statuses = { status: replicationStatuses };
  const perReplication = replicationChunks(plan.workloads, replications);
  const tables = [
    tableFile(summaryTable, metadata, chunks, dictionaries),
    tableFile(replicationsTableOf(plan.workloads), metadata, perReplication, statuses),
  ];
  const text = manifestText({
    prepared: {
      version: plan.version,
      scenario: loaded.scenario,
      scenarioHash,
      loaded,
      traceFiles,
    },
    summary: single ? first : combineReplications(summaries),
    replications: replications.length,
    format: 'arrow',
    tables: tables.map(({ table, file, rows: count, bytes }) => {
      return { table, file, rows: count, bytes: bytes.length };
    }),
  });
  const manifest = { file: manifestFile, bytes: new TextEncoder().encode(text) };
  return [...tables.map(({ file, bytes }) => ({ file, bytes })), manifest];
}

function tableFile(
  spec: TableSpec,
  metadata: TableMetadata,
  chunks: readonly TableChunk[],
  dictionaries: Dictionaries,
) {
  const writer = createIpcFileWriter(spec, metadata, dictionaries);
  const bytes = joinBytes([...chunks.flatMap((chunk) => writer.write(chunk)), ...writer.close()]);
  const rows = chunks.reduce((sum, chunk) => sum + chunk.rows, 0);
  return { table: spec.name, file: `${spec.name}.arrow`, rows, bytes };
}

function replicationChunks(
  workloads: readonly string[],
  replications: FinishedPoint['replications'],
): readonly TableChunk[] {
  const chunks: TableChunk[] = [];
  const keep = (chunk: TableChunk) => void chunks.push(chunk);
  const rows = new ChunkedTable(
    replicationsTableOf(workloads),
    keep,
    Math.max(1, replications.length),
  );
  const read = createMetricReader(workloads);
  for (const { index, summary } of replications) {
    const status = replicationStatuses.indexOf(summary.status);
    rows.append([index, status, ...read(summary)]);
  }
  rows.flush();
  return chunks;
}

/** Whether a point's folder holds the tables of so many replications already. */
export function hasPointFolder(folder: string, replications: number): boolean {
  const path = join(folder, manifestFile);
  if (!existsSync(path)) return false;
  try {
    const manifest: unknown = JSON.parse(readFileSync(path, 'utf8'));
    return (manifest as { readonly replications?: number } | null)?.replications === replications;
  } catch {
    return false;
  }
}
