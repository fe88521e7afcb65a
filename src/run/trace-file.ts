import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { basename } from 'node:path';
import type { Issue } from '../scenario/issues.ts';
import { detectFormat } from '../trace/detect.ts';
import { type TraceFormatId, traceFormats } from '../trace/index.ts';
import type { TraceReader, TraceReport, TraceRows } from '../trace/port.ts';
import { similarFile } from './read-text.ts';
import { systemErrorCode, systemFailure, UserError } from './user-error.ts';

/** Bytes that are read at once. */
const pieceBytes = 1 << 20;

/** A trace that has been read whole, as columns: about 20 bytes a row. */
export interface TraceFile {
  readonly path: string;
  readonly format: TraceFormatId;
  readonly rows: TraceRows;
  readonly report: TraceReport;
  /** Of the file's bytes. */
  readonly sha256: string;
  readonly bytes: number;
}

/**
 * Reads a trace of the given format (by default the one that its first lines show) in pieces, so that its text never
 * lies in memory whole. Malformed rows are a {@link UserError} with the place of each.
 */
export async function readTraceFile(path: string, format?: string): Promise<TraceFile> {
  const hash = createHash('sha256');
  const decoder = new TextDecoder('utf-8', { fatal: true });
  let reader: TraceReader | null = null;
  let id: TraceFormatId | null = format === undefined ? null : formatNamed(format);
  let bytes = 0;
  try {
    for await (const piece of createReadStream(path, { highWaterMark: pieceBytes })) {
      const chunk = piece as Uint8Array;
      if (bytes === 0) refuseOtherEncodings(path, chunk);
      bytes += chunk.length;
      hash.update(chunk);
      const text = decode(decoder, chunk, path);
      if (reader === null) {
        id ??= detected(path, text);
        reader = traceFormats[id].createReader();
      }
      reader.write(text);
    }
  } catch (error) {
    throw error instanceof UserError ? error : unreadable(path, error);
  }
  id ??= detected(path, '');
  reader ??= traceFormats[id].createReader();
  const rest = decode(decoder, null, path);
  if (rest !== '') reader.write(rest);
  const { rows, report } = reader.end();
  refuseIssues(path, report);
  return { path, format: id, rows, report, sha256: hash.digest('hex'), bytes };
}

function formatNamed(format: string): TraceFormatId {
  if (Object.hasOwn(traceFormats, format)) return format as TraceFormatId;
  const known = Object.keys(traceFormats).join(', ');
  throw new UserError(`there is no trace format ${format}`, `the formats are ${known}`);
}

function detected(path: string, text: string): TraceFormatId {
  const id = detectFormat(basename(path), text);
  if (id !== null) return id;
  const known = Object.keys(traceFormats).join(', ');
  throw new UserError(
    `cannot tell which format ${path} has`,
    `name it with --format (${known}) and check the header`,
  );
}

function refuseOtherEncodings(path: string, first: Uint8Array): void {
  const [a, b] = first;
  if ((a === 0xff && b === 0xfe) || (a === 0xfe && b === 0xff)) {
    throw new UserError(`cannot read ${path}: it is UTF-16, not UTF-8`, 'save it as UTF-8');
  }
  if (a === 0x1f && b === 0x8b) {
    throw new UserError(`cannot read ${path}: it is compressed (gzip)`, 'unpack it first (gunzip)');
  }
}

function decode(
  decoder: InstanceType<typeof TextDecoder>,
  chunk: Uint8Array | null,
  path: string,
): string {
  try {
    return chunk === null ? decoder.decode() : decoder.decode(chunk, { stream: true });
  } catch {
    throw new UserError(`cannot read ${path}: it is not UTF-8 text`, 'save it as UTF-8');
  }
}

/** A {@link UserError} for a trace that the system will not read. */
export function unreadable(path: string, error: unknown): UserError {
  const failure = systemFailure(`cannot read the trace ${path}`, error);
  if (systemErrorCode(error) !== 'ENOENT') return failure;
  const guess = similarFile(path);
  const fix =
    guess === undefined
      ? 'check the path: in a file it is relative to that file, on the command line to the working directory'
      : `did you mean ${guess}?`;
  return new UserError(failure.message, fix);
}

function refuseIssues(path: string, report: TraceReport): void {
  if (report.issues.length === 0) return;
  const issues = report.issues.map(
    (issue): Issue => ({ ...issue, severity: 'error', file: path, path: '' }),
  );
  const more = report.moreIssues > 0 ? ` and ${report.moreIssues} more like these` : '';
  throw new UserError(
    `${path}: ${issues.length} ${issues.length === 1 ? 'issue' : 'issues'}${more}`,
    'mend or drop these rows',
    issues,
  );
}

/** What a user should know about a trace that was read: sorted and dropped rows, notes of its reader. */
export function traceWarnings({ path, report }: TraceFile): readonly string[] {
  const unsorted =
    report.unsorted > 0
      ? [`${path}: ${report.unsorted} rows were out of order and were sorted`]
      : [];
  const dropped = report.dropped.map(
    ({ reason, count }) => `${path}: ${count} rows were dropped: ${reason}`,
  );
  return [...unsorted, ...dropped, ...report.notes.map((note) => `${path}: ${note}`)];
}
