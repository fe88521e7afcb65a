import type { RequestRow } from '../../record/port.ts';

/**
 * The six parts of latency along the calls that decided when a program ended: each of them was asked for when the one before
 * it ended, so that their parts sum to the latency of the whole.
 */
export type CriticalPath = Float64Array;

export type LatencyParts = Pick<
  RequestRow,
  | 'hostSeconds'
  | 'queueSeconds'
  | 'prefillSeconds'
  | 'decodeSeconds'
  | 'preemptedSeconds'
  | 'transferSeconds'
>;

export const noPath: CriticalPath = new Float64Array(6);

/** Where a program begins whose request waited outside the cluster until then. */
export function pathAfterWait(seconds: number): CriticalPath {
  return seconds > 0 ? Float64Array.of(0, seconds, 0, 0, 0, 0) : noPath;
}

/** Where `path` stands when a call is over that was asked for at its end; the last `excess` seconds of the call are left out. */
export function extended(
  path: CriticalPath,
  row: Readonly<LatencyParts>,
  excess = 0,
): CriticalPath {
  const own = Float64Array.of(
    row.hostSeconds,
    row.queueSeconds,
    row.prefillSeconds,
    row.decodeSeconds,
    row.preemptedSeconds,
    row.transferSeconds,
  );
  let left = excess;
  // what a call that goes on for longer does last comes first
  for (const part of [3, 2, 5, 4, 1, 0]) {
    const cut = Math.min(left, own[part]!);
    own[part]! -= cut;
    left -= cut;
  }
  for (let part = 0; part < own.length; part++) own[part]! += path[part]!;
  return own;
}

/** Writes a path into the row of a request. */
export function writePath(path: CriticalPath, row: RequestRow): void {
  row.hostSeconds = path[0]!;
  row.queueSeconds = path[1]!;
  row.prefillSeconds = path[2]!;
  row.decodeSeconds = path[3]!;
  row.preemptedSeconds = path[4]!;
  row.transferSeconds = path[5]!;
}
