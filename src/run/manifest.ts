import type { Source } from '../physics/data-sheets.ts';
import type { Pool } from '../scenario/scenario.ts';
import type { RunSummary } from '../summary/run-summary.ts';
import type { PreparedRun } from './prepare-run.ts';
import { manifestTool } from './results-folder.ts';
import type { WrittenTable } from './table-files.ts';
import type { TraceFile } from './trace-file.ts';

/** Name of the file that marks a results folder and says how it came about. */
export const manifestFile = 'manifest.json';

export interface ManifestFacts {
  readonly prepared: Pick<PreparedRun, 'version' | 'scenario' | 'scenarioHash' | 'loaded'> & {
    readonly traceFiles: readonly Pick<TraceFile, 'path' | 'sha256' | 'bytes' | 'report'>[];
  };
  readonly summary: RunSummary;
  readonly replications: number;
  /** Their numbers, where some may be missing: in the folder of a sweep's point. */
  readonly replicationIndices?: readonly number[];
  readonly format: string;
  readonly tables: readonly WrittenTable[];
}

/** manifest.json: the resolved scenario, its hash, seed, versions, sources, warnings, and what the tables hold. */
export function manifestText(facts: ManifestFacts): string {
  const { prepared, summary, replications, replicationIndices, format, tables } = facts;
  const { scenario, loaded, traceFiles } = prepared;
  const manifest = {
    tool: manifestTool,
    version: prepared.version,
    node: process.version,
    name: scenario.name,
    status: summary.status,
    scenarioHash: prepared.scenarioHash,
    seed: scenario.seed,
    replications,
    replicationIndices,
    simulatedSeconds: summary.simulatedSeconds,
    wallSeconds: summary.wallSeconds,
    events: summary.events,
    warnings: summary.warnings,
    validity: summary.validity,
    format,
    tables,
    files: [
      ...loaded.namedFiles,
      ...traceFiles.map(({ path, sha256, bytes, report }) => ({
        path,
        sha256,
        bytes,
        rows: report.rows,
      })),
    ],
    sources: Object.fromEntries(scenario.pools.map((pool) => [pool.name, poolSources(pool)])),
    defaults: loaded.defaults,
    scenario,
  };
  return `${JSON.stringify(manifest, infinitiesAsText, 2)}\n`;
}

function poolSources(pool: Pool): Readonly<Record<string, Source>> {
  const { accelerator, serves } = pool;
  const figures = Object.entries(accelerator.sources).map(
    ([figure, source]) => [`${accelerator.id}.${figure}`, source] as const,
  );
  const models = serves.map(({ ref, shape }) => [ref, shape.source] as const);
  return Object.fromEntries([...figures, ...models]);
}

/** JSON has no infinity; `no limit` must still read back as something else than a missing figure. */
function infinitiesAsText(_key: string, value: unknown): unknown {
  return value === Number.POSITIVE_INFINITY ? 'Infinity' : value;
}
