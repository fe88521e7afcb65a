import { expect } from 'vitest';
import type { CallRow } from '../../src/record/port.ts';
import { isByCalls, type Law, sum, TIE_SECONDS } from './laws.ts';
import type { RecordedRow } from './recorded-run.ts';

const EPSILON = 1e-9;

/**
 * Rows of calls come in order of their requests and are all of them: their tokens, joules, preemptions and attempts sum to
 * the request's, by what they went into, too. The answer that counts is that of the calls that were kept for it, but for
 * those that were revised.
 */
export const callsSumUp: Law = ({ rows, calls }, scenario) => {
  if (scenario.outputs.calls !== true) {
    expect(calls).toEqual([]);
    return;
  }
  let next = 0;
  for (const row of rows) {
    const first = next;
    while (calls[next]?.request === row.request) next++;
    const own = calls.slice(first, next);
    // who was turned away asked for nothing
    const isRefused = row.outcome === 'rejected' || row.outcome === 'shed';
    // nor did who waited for a better hour to the end
    const mayWait = scenario.workloads[row.workload]!.defer !== undefined;
    const isTurnedAway = isRefused || (mayWait && own.length === 0);
    if (isByCalls(row, scenario) && !isTurnedAway) judgeCalls(row, own);
    else expect(own).toEqual([]);
  }
  expect(next).toBe(calls.length);
};

function judgeCalls(row: RecordedRow, own: readonly CallRow[]): void {
  expectSums(row, own);
  const odd = own.flatMap((call, place) => oddities(call, own[place - 1]?.call ?? -1, row));
  if (odd.length > 0) expect(odd).toEqual([]);
  const revised = revisedCalls(own);
  const answers = own.filter(
    ({ use, answer, call }) => use === 'kept' && answer >= 0 && !revised.has(call),
  );
  expect(new Set(answers.map(({ answer }) => answer)).size).toBeLessThanOrEqual(1);
  if (row.fate === 'right') expect(answers.some(({ right }) => right)).toBe(true);
  if (row.fate === 'wrong-delivered') expect(answers.some(({ right }) => right)).toBe(false);
}

/** Calls that others which were kept revise: what they said themselves does not count any more. */
function revisedCalls(own: readonly CallRow[]): ReadonlySet<number> {
  const revisions = own.filter(({ role, use }) => role === 'revise' && use === 'kept');
  const critiques = new Set(revisions.map(({ after }) => after));
  return new Set(own.filter(({ call }) => critiques.has(call)).map(({ judges }) => judges));
}

/** What is wrong with one call; one matcher per request is many times as fast as one per figure. */
function oddities(call: CallRow, before: number, row: RecordedRow): readonly unknown[] {
  const parts =
    call.hostSeconds +
    call.queueSeconds +
    call.prefillSeconds +
    call.decodeSeconds +
    call.preemptedSeconds +
    call.transferSeconds;
  const e2e = call.completionSeconds - call.arrivalSeconds;
  const rules = {
    workload: call.workload === row.workload,
    order: call.call > before && Math.max(call.after, call.judges) < call.call,
    arrival: call.arrivalSeconds >= row.arrivalSeconds,
    use: (call.use === 'verification') === (call.role === 'score' || call.role === 'critique'),
    parts: Number.isNaN(e2e) || Math.abs(parts - e2e) < TIE_SECONDS,
    answer: !call.right || call.answer >= 0,
  };
  return Object.entries(rules).flatMap(([rule, holds]) => (holds ? [] : [{ rule, ...call }]));
}

function expectSums(row: RecordedRow, own: readonly CallRow[]): void {
  const total = (of: (call: CallRow) => number, use?: string) =>
    sum(own, (call) => (use === undefined || call.use === use ? of(call) : 0));
  const tokens = (call: CallRow) => call.promptTokens + call.outputTokens;
  const joules = (call: CallRow) => call.acceleratorJoules;
  const ofModels = own.filter(({ role }) => role !== 'tool' && role !== 'retrieve');
  for (const { role, promptTokens, outputTokens, acceleratorJoules, replica } of own)
    if (role === 'tool' || role === 'retrieve')
      expect([promptTokens, outputTokens, acceleratorJoules, replica]).toEqual([0, 0, 0, -1]);
  expect([
    ofModels.length,
    total((call) => call.promptTokens),
    total((call) => call.outputTokens),
    total((call) => call.cachedTokens),
    total((call) => call.preemptions),
    total((call) => call.attempts - 1),
    total(tokens, 'kept'),
    total(tokens, 'discarded'),
    total(tokens, 'verification'),
  ]).toEqual([
    row.calls,
    row.promptTokens,
    row.outputTokens,
    row.cachedTokens,
    row.preemptions,
    row.attempts - 1,
    row.keptTokens,
    row.discardedTokens,
    row.verificationTokens,
  ]);
  for (const [actual, expected] of [
    [total(joules), row.acceleratorJoules],
    [total(joules, 'kept'), row.keptJoules],
    [total(joules, 'discarded'), row.discardedJoules],
    [total((call) => call.itJoules ?? 0), row.itJoules],
    [total((call) => call.usd ?? 0), row.usd],
  ] as const) {
    if (expected === undefined || Number.isNaN(expected)) continue;
    expect(Math.abs(actual - expected)).toBeLessThanOrEqual(EPSILON * Math.max(1, expected));
  }
}
