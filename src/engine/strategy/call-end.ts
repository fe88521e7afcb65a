import type { CallRow, RequestRow } from '../../record/port.ts';

/** What is kept of a call that has left, until its request is recorded. */
export type CallEnd = Omit<
  CallRow,
  | 'request'
  | 'workload'
  | 'call'
  | 'role'
  | 'tier'
  | 'after'
  | 'judges'
  | 'use'
  | 'answer'
  | 'right'
  | 'score'
>;

/** Keeps what the row of a call says, which is written again for the next one. */
export function callEnd(row: Readonly<RequestRow>): CallEnd {
  return {
    arrivalSeconds: row.arrivalSeconds,
    firstTokenSeconds: row.firstTokenSeconds,
    completionSeconds: row.completionSeconds,
    hostSeconds: row.hostSeconds,
    queueSeconds: row.queueSeconds,
    prefillSeconds: row.prefillSeconds,
    decodeSeconds: row.decodeSeconds,
    preemptedSeconds: row.preemptedSeconds,
    transferSeconds: row.transferSeconds,
    promptTokens: row.promptTokens,
    outputTokens: row.outputTokens,
    cachedTokens: row.cachedTokens,
    outcome: row.outcome,
    attempts: row.attempts,
    preemptions: row.preemptions,
    replica: row.replica,
    acceleratorJoules: row.acceleratorJoules,
    ...(row.itJoules !== undefined && {
      itJoules: row.itJoules,
      facilityJoules: row.facilityJoules!,
      grams: row.grams!,
    }),
    ...(row.usd !== undefined && { usd: row.usd }),
  };
}
