import type { CompiledScenario } from '../compile/compiled.ts';
import type { Scenario, TraceArrivals, Workload } from '../scenario/scenario.ts';
import { maxTraceRows, type TraceRows } from '../trace/port.ts';
import { mapOptional } from '../trace/trace-columns.ts';
import { transformTrace } from '../trace/transform.ts';
import type { TraceFeed } from './drive.ts';
import { readTraceFile, type TraceFile, traceWarnings } from './trace-file.ts';
import { UserError } from './user-error.ts';

/** The traces of a scenario, read, cut to each workload and rescaled: what the engine is fed with. */
export interface LoadedTraces {
  readonly byWorkload: ReadonlyMap<string, TraceRows>;
  readonly files: readonly TraceFile[];
  readonly warnings: readonly string[];
}

/** Reads every trace that a scenario names, with `read`. A file that several workloads name is read once. */
export async function loadTraces(
  scenario: Scenario,
  read: typeof readTraceFile = readTraceFile,
): Promise<LoadedTraces> {
  const files = new Map<string, TraceFile>();
  const byWorkload = new Map<string, TraceRows>();
  const warnings: string[] = [];
  for (const workload of scenario.workloads) {
    const { arrivals } = workload;
    if (arrivals.process !== 'trace') continue;
    const key = `${arrivals.format}\n${arrivals.path}`;
    const file = files.get(key) ?? (await read(arrivals.path, arrivals.format));
    if (!files.has(key)) warnings.push(...traceWarnings(file));
    files.set(key, file);
    byWorkload.set(workload.name, workloadRows(scenario, workload, arrivals, file, warnings));
  }
  return { byWorkload, files: [...files.values()], warnings };
}

/** Which trace feeds which workload of a compiled scenario. */
export function feedsOf(
  { workloads }: Pick<CompiledScenario, 'workloads'>,
  traces: ReadonlyMap<string, TraceRows>,
): readonly TraceFeed[] {
  return workloads.flatMap(({ name }, workload) => {
    const rows = traces.get(name);
    return rows === undefined ? [] : [{ workload, rows }];
  });
}

function workloadRows(
  scenario: Scenario,
  workload: Workload,
  arrivals: TraceArrivals,
  file: TraceFile,
  warnings: string[],
): TraceRows {
  const own = rowsOfWorkload(file.rows, workload.name);
  if (own === null) {
    const names = file.rows.workloadNames?.join(', ');
    warnings.push(
      `${file.path}: no row is of workload ${workload.name} (there are ${names}); all rows are used`,
    );
  }
  const rows = own ?? file.rows;
  if (rows.length * arrivals.rateScale > maxTraceRows) {
    throw new UserError(
      `${file.path}: ${rows.length} rows × rateScale ${arrivals.rateScale} are more than ${maxTraceRows}`,
      'lower rateScale',
    );
  }
  const scaled = transformTrace(rows, {
    timeScale: arrivals.timeScale,
    rateScale: arrivals.rateScale,
    seed: scenario.seed,
  });
  if (scaled.length === 0) {
    throw new UserError(
      `${file.path}: rateScale ${arrivals.rateScale} leaves none of its ${rows.length} rows`,
      'raise rateScale',
    );
  }
  if (scaled.contents !== undefined && workload.prefix !== undefined) {
    warnings.push(
      `${file.path}: says itself what prompts begin with; prefix of workload ${workload.name} is not used`,
    );
  }
  const clipped = clippedRows(scaled, workload, arrivals);
  if (clipped > 0) {
    warnings.push(
      `${file.path}: ${clipped} of ${scaled.length} outputs are longer than maxTokens = ${workload.maxTokens} and were cut to it`,
    );
  }
  return scaled;
}

function clippedRows(rows: TraceRows, workload: Workload, arrivals: TraceArrivals): number {
  const { maxTokens } = workload;
  if (maxTokens === null || arrivals.lengths === 'distribution') return 0;
  let count = 0;
  for (const tokens of rows.outputTokens) if (tokens > maxTokens) count += 1;
  return count;
}

/**
 * The rows that a trace with a workload column has for one workload. All of them where it has no such column; null
 * where the column never names the workload.
 */
export function rowsOfWorkload(rows: TraceRows, name: string): TraceRows | null {
  const { workload, workloadNames } = rows;
  if (workload === undefined || workloadNames === undefined) return rows;
  const code = workloadNames.indexOf(name);
  if (code < 0) return null;
  const kept = Int32Array.from(workload.keys()).filter((row) => workload[row] === code);
  const ints = (column: Int32Array) => Int32Array.from(kept, (row) => column[row] ?? -1);
  const { workload: _, ...optional } = mapOptional(rows, (column) => {
    const taken = column.slice(0, kept.length) as typeof column;
    kept.forEach((row, at) => {
      taken[at] = column[row] ?? -1;
    });
    return taken;
  });
  return {
    length: kept.length,
    arrivalSeconds: Float64Array.from(kept, (row) => rows.arrivalSeconds[row] ?? Number.NaN),
    promptTokens: ints(rows.promptTokens),
    outputTokens: ints(rows.outputTokens),
    ...optional,
    ...(rows.tenantNames && { tenantNames: rows.tenantNames }),
    ...(rows.sessionNames && { sessionNames: rows.sessionNames }),
    ...(rows.contents && { contents: rows.contents }),
  };
}

/** Longest output among the rows, in tokens. */
export function longestOutput(rows: TraceRows): number {
  let longest = 0;
  for (const tokens of rows.outputTokens) if (tokens > longest) longest = tokens;
  return longest;
}
