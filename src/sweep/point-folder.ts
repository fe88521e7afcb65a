import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createIpcFileWriter } from '../arrow/ipc.ts';
import { ChunkedTable, type TableChunk } from '../record/columns.ts';
import type { Dictionaries, TableSpec } from '../record/table.ts';
import { replicationStatuses } from '../record/tables/metrics.ts';
import { replicationsTableOf } from '../record/tables/replications.ts';
import { summaryTable } from '../record/tables/summary.ts';
import { writeFileAtomically } from '../run/atomic-file.ts';
import type { LoadedScenario } from '../run/load-scenario.ts';
import { manifestFile, manifestText } from '../run/manifest.ts';
import type { TraceFile } from '../run/trace-file.ts';
import { createMetricReader } from '../summary/metric-values.ts';
import { combineReplications, combineRows } from '../summary/replications.ts';
import type { RunSummary } from '../summary/run-summary.ts';
import { summaryRows, tableOfRows } from '../summary/summary-table.ts';
import type { PlannedPoint, SweepPlan } from './plan.ts';

export interface FinishedPoint {
  readonly plan: SweepPlan;
  readonly point: PlannedPoint;
  readonly loaded: LoadedScenario;
  readonly traceFiles: readonly TraceFile[];
  /** Of the replications that did not fail, with their numbers. */
  readonly replications: readonly { readonly index: number; readonly summary: RunSummary }[];
}

/**
 * Makes the folder of a point what that of a run with replications is: summary.arrow, replications.arrow and a manifest,
 * so that whatever reads runs reads points.
 */
export async function writePointFolder(folder: string, finished: FinishedPoint): Promise<void> {
  const { plan, point, loaded, traceFiles, replications } = finished;
  const summaries = replications.map(({ summary }) => summary);
  const [first] = summaries;
  if (first === undefined) return;
  const single = summaries.length === 1;
  const rows = single ? summaryRows(first) : combineRows(summaries.map(summaryRows));
  const { chunks, dictionaries } = tableOfRows(rows);
  const metadata = {
    'tailwatt.version': plan.version,
    scenarioHash: point.scenarioHash,
    seed: loaded.scenario.seed,
  };
  const table = async (spec: TableSpec, parts: readonly TableChunk[], strings: Dictionaries) => {
    const writer = createIpcFileWriter(spec, metadata, strings);
    const pieces = [...parts.flatMap((chunk) => writer.write(chunk)), ...writer.close()];
    const file = `${spec.name}.arrow`;
    const bytes = await writeFileAtomically(join(folder, file), pieces);
    const count = parts.reduce((sum, chunk) => sum + chunk.rows, 0);
    return { table: spec.name, file, rows: count, bytes };
  };
  const perReplication = replicationsTableOf(plan.workloads);
  const tables = [
    await table(summaryTable, chunks, dictionaries),
    await table(perReplication, replicationChunks(plan, replications), {
      status: replicationStatuses,
    }),
  ];
  const text = manifestText({
    prepared: {
      version: plan.version,
      scenario: loaded.scenario,
      scenarioHash: point.scenarioHash,
      loaded,
      traceFiles,
    },
    summary: single ? first : combineReplications(summaries),
    replications: replications.length,
    format: 'arrow',
    tables,
  });
  await writeFileAtomically(join(folder, manifestFile), text);
}

function replicationChunks(
  { workloads }: SweepPlan,
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
