import { closeSync, openSync, readFileSync, readSync } from 'node:fs';
import { readRequestsAsTrace, TableUnreadable } from '../arrow/read.ts';
import { traceFormats } from '../trace/index.ts';
import type { TraceReport, TraceRows } from '../trace/port.ts';
import { longestOutput } from './trace-feeds.ts';
import { readTraceFile, traceWarnings, unreadable } from './trace-file.ts';
import { UserError } from './user-error.ts';

/** The first bytes of every Arrow IPC file. */
const arrowMagic = 'ARROW1';

/** Id of a run's own request table among the formats that can be read. */
export const requestsTableFormat = 'requests-arrow';

/** A trace in any format that can be read. */
export interface LoadedTrace {
  readonly path: string;
  readonly format: string;
  readonly rows: TraceRows;
  readonly report: TraceReport;
  readonly warnings: readonly string[];
}

export const readableTraceFormats: readonly string[] = [
  ...Object.keys(traceFormats),
  requestsTableFormat,
];

export const writableTraceFormats: readonly string[] = Object.values(traceFormats)
  .filter((format) => format.canWrite)
  .map((format) => format.id);

/** Reads a trace in the given format, or in the one that its content shows: a run's requests.arrow counts as one. */
export async function loadTrace(
  path: string,
  options: { readonly format?: string | undefined } = {},
): Promise<LoadedTrace> {
  if (options.format === requestsTableFormat || (!options.format && isArrowFile(path))) {
    return loadRequestsTable(path);
  }
  const file = await readTraceFile(path, options.format);
  const { format, rows, report } = file;
  return { path, format, rows, report, warnings: traceWarnings(file) };
}

/** The text of a trace in a format that can be written, in pieces. */
export function writeTrace(rows: TraceRows, format: string): Iterable<string> {
  const found = Object.values(traceFormats).find(({ id }) => id === format);
  if (found === undefined || !('write' in found)) {
    throw new UserError(
      `cannot write the trace format ${format}`,
      `choose one of ${writableTraceFormats.join(', ')}`,
    );
  }
  return found.write(rows);
}

function isArrowFile(path: string): boolean {
  const first = Buffer.alloc(arrowMagic.length);
  try {
    const file = openSync(path, 'r');
    try {
      readSync(file, first);
    } finally {
      closeSync(file);
    }
  } catch (error) {
    throw unreadable(path, error);
  }
  return first.toString('latin1') === arrowMagic;
}

function loadRequestsTable(path: string): LoadedTrace {
  let rows: TraceRows;
  let cachedTokens: number;
  try {
    const read = readRequestsAsTrace(readFileSync(path));
    rows = { ...read.rows, ...namedColumn(read.workload) };
    cachedTokens = read.cachedTokens;
  } catch (error) {
    if (!(error instanceof TableUnreadable)) throw unreadable(path, error);
    throw new UserError(
      `cannot replay ${path}: ${error.message}`,
      'name the requests.arrow of a run',
    );
  }
  const report: TraceReport = {
    rows: rows.length,
    unsorted: 0,
    issues: [],
    moreIssues: 0,
    dropped: [],
    notes: [],
    maxOutputTokens: longestOutput(rows),
  };
  return {
    path,
    format: requestsTableFormat,
    rows,
    report,
    warnings: sharingWarnings(cachedTokens),
  };
}

function sharingWarnings(cachedTokens: number): string[] {
  if (cachedTokens === 0) return [];
  return [
    `prompts of this run found ${cachedTokens} tokens in prefix caches; its table does not say which of them begin alike, so a replay computes them all`,
  ];
}

function namedColumn(
  names: readonly (string | null)[],
): Pick<TraceRows, 'workload' | 'workloadNames'> {
  const workloadNames = [...new Set(names.filter((name) => name !== null))].sort();
  const codes = new Map(workloadNames.map((name, code) => [name, code]));
  const workload = Int32Array.from(names, (name) => codes.get(name ?? '') ?? -1);
  return { workload, workloadNames };
}
