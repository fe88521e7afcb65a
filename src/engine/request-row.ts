import type { CompiledWorkload } from '../compile/compiled.ts';
import { outcomeCode } from '../record/outcome.ts';
import type { RequestRow } from '../record/port.ts';
import { field, type RequestTable, STRIDE } from './request-table.ts';
import { outwardSeconds } from './way/outward.ts';

/**
 * Writes what became of a request into `row`. Times that never came are NaN: a request that was never scheduled has
 * spent all its time in the API and the queue, one that is still in flight has no end.
 */
export function writeRequestRow(table: RequestTable, handle: number, row: RequestRow): void {
  const { rows } = table;
  const base = handle * STRIDE;
  const arrival = rows[base + field.arrival]!;
  const made = rows[base + field.made]!;
  const firstToken = firstSeen(rows, base);
  const scheduled = rows[base + field.scheduled]!;
  const end = rows[base + field.end]!;
  const outcome = rows[base + field.outcome]!;
  row.request = rows[base + field.request]!;
  row.workload = rows[base + field.workload]!;
  row.tenant = rows[base + field.tenant]!;
  row.measured = rows[base + field.measured] === 1;
  row.arrivalSeconds = arrival;
  row.firstTokenSeconds = firstToken;
  row.firstActivitySeconds = firstToken;
  row.completionSeconds = outcome === outcomeCode['in-flight'] ? Number.NaN : end;
  row.ttftSeconds = firstToken - arrival;
  const lastToken = rows[base + field.lastToken]!;
  const firstMade = rows[base + field.firstToken]!;
  row.tpotSeconds = made > 1 ? (lastToken - firstMade) / (made - 1) : Number.NaN;
  row.e2eSeconds = row.completionSeconds - arrival;
  row.worstGapSeconds = made > 1 ? rows[base + field.worstGap]! : Number.NaN;
  const sent = rows[base + field.sent]!;
  // the hosts and the API of a replica that takes over from one that failed are part of what the loss cost
  const inApi = sent > scheduled ? 0 : Math.min(rows[base + field.ready]!, end) - sent;
  const before = rows[base + field.lostHostSeconds]! + inApi;
  row.hostSeconds = before + rows[base + field.hostAfter]!;
  const outward = outwardSeconds(rows, base, end);
  const until = Number.isNaN(scheduled) ? end : scheduled;
  // of one that never queued, what hosts took on several replicas may come to a rounding more
  row.queueSeconds = Math.max(0, until - arrival - before - outward);
  row.prefillSeconds = rows[base + field.prefillSeconds]!;
  row.decodeSeconds = rows[base + field.decodeSeconds]!;
  row.preemptedSeconds = rows[base + field.preemptedSeconds]!;
  row.transferSeconds = rows[base + field.transferSeconds]! + outward;
  row.promptTokens = rows[base + field.prompt]!;
  row.outputTokens = made;
  row.intendedOutputTokens = rows[base + field.output]!;
  row.maxTokens = rows[base + field.maxTokens]!;
  row.priority = rows[base + field.priority]!;
  row.outcome = outcome;
  row.attempts = rows[base + field.attempts]!;
  row.preemptions = rows[base + field.preemptions]!;
  row.replica = rows[base + field.replica]!;
  row.acceleratorJoules = rows[base + field.joules]!;
  row.stepUsd = rows[base + field.usd]!;
  row.sloMet = rows[base + field.sloMet] === 1;
  row.cachedTokens = rows[base + field.cachedTokens]!;
  const session = rows[base + field.session]!;
  if (session >= 0 || row.session !== undefined) {
    row.session = session;
    row.turn = rows[base + field.turn]!;
  }
  const question = rows[base + field.question]!;
  if (question < 0 && row.question === undefined) return;
  row.question = question;
  row.tries = question < 0 ? -1 : rows[base + field.tries]!;
}

/** When the client saw the first token; NaN where none came. */
function firstSeen(rows: Float64Array, base: number): number {
  const seen = rows[base + field.firstToken]! + rows[base + field.oneWay]!;
  // one that is still on its way when the request ends is never seen
  return rows[base + field.oneWay]! > 0 && seen > rows[base + field.end]! ? Number.NaN : seen;
}

/** Whether a completed request met every target of its workload and its own deadline; tpot is not asked of a single token. */
export function meetsTargets(
  slo: CompiledWorkload['slo'],
  rows: Float64Array,
  base: number,
): boolean {
  const arrival = rows[base + field.arrival]!;
  const firstToken = rows[base + field.firstToken]!;
  const firstSeconds = firstToken + rows[base + field.oneWay]! - arrival;
  const end = rows[base + field.end]!;
  const made = rows[base + field.made]!;
  const lastToken = rows[base + field.lastToken]!;
  return (
    firstSeconds <= slo.ttftSeconds &&
    (made === 1 || (lastToken - firstToken) / (made - 1) <= slo.tpotSeconds) &&
    end - arrival <= slo.e2eSeconds &&
    end <= rows[base + field.due]!
  );
}

/** Number of the problem that a request is about: who asks again asks the same question. */
export function problemOf(rows: Float64Array, base: number): number {
  const question = rows[base + field.question]!;
  return question >= 0 ? question : rows[base + field.request]!;
}
