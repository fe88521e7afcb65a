import { readFileSync } from 'node:fs';
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
import { UserError } from '../run/user-error.ts';
import { createMetricReader } from '../summary/metric-values.ts';
import { combineReplications, combineRows } from '../summary/replications.ts';
import { summaryRows, tableOfRows } from '../summary/summary-table.ts';
import type { Part, PartTable } from './part.ts';
import type { SweepPlan } from './plan.ts';
import { isWhole, type PartStore, type TableBytes } from './store.ts';

/** Files of a point's folder, the manifest last: it vouches for the others. */
export const pointFileNames = ['summary.arrow', 'replications.arrow', manifestFile] as const;
const tableCount = pointFileNames.length - 1;

/** What the folder of a point is made from, beside its parts. Plain data, so that a worker can make it. */
export interface FinishedPoint {
  readonly id: string;
  readonly plan: Pick<SweepPlan, 'version' | 'workloads'>;
  readonly scenarioHash: string;
  readonly loaded: LoadedScenario;
  readonly traceFiles: ManifestFacts['prepared']['traceFiles'];
  /** Numbers of the replications that did not fail. */
  readonly replications: readonly number[];
}

interface GoodReplication {
  readonly index: number;
  readonly part: Part;
}

/**
 * Writes the files that make a point's folder what that of a run with replications is: summary.arrow, replications.arrow
 * and, last, a manifest, so that whatever reads runs reads points. None where every replication failed.
 * A {@link UserError} where a part has been taken away meanwhile, or the disk takes no more.
 */
export function writePointFolder(store: PartStore, finished: FinishedPoint): void {
  const { id } = finished;
  const parts = finished.replications.map((index) => ({ index, part: store.read(id, index) }));
  const good = parts.filter((each): each is GoodReplication => each.part !== null);
  if (good.length < parts.length) throw lostPart(store.folderOf(id));
  if (good.length > 0) store.writeFiles(id, pointFiles(finished, good));
}

export function lostPart(folder: string): UserError {
  const message = `${folder}: a replication was there and can be read no more`;
  return new UserError(message, 'see that nothing else writes there, and run it again');
}

function pointFiles(
  { plan, scenarioHash, loaded, traceFiles }: FinishedPoint,
  replications: readonly GoodReplication[],
): readonly TableBytes[] {
  const summaries = replications.map(({ part }) => part.summary);
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
    replicationIndices: replications.map(({ index }) => index),
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
  replications: readonly GoodReplication[],
): readonly TableChunk[] {
  const chunks: TableChunk[] = [];
  const keep = (chunk: TableChunk) => void chunks.push(chunk);
  const rows = new ChunkedTable(
    replicationsTableOf(workloads),
    keep,
    Math.max(1, replications.length),
  );
  const read = createMetricReader(workloads);
  for (const { index, part } of replications) {
    const { summary } = part;
    const status = replicationStatuses.indexOf(summary.status);
    rows.append([index, status, ...read(summary)]);
  }
  rows.flush();
  return chunks;
}

/** Whether a point's folder holds the tables of just these replications, whole as far as their lengths tell. */
export function hasPointFolder(folder: string, replications: readonly number[]): boolean {
  try {
    const text = readFileSync(join(folder, manifestFile), 'utf8');
    const { replicationIndices, tables } = JSON.parse(text) as PointManifest;
    const same = String(replicationIndices) === String(replications);
    return same && tables.length === tableCount && tables.every((table) => isWhole(folder, table));
  } catch {
    return false;
  }
}

interface PointManifest {
  readonly replicationIndices: readonly number[];
  readonly tables: readonly PartTable[];
}
