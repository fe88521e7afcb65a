import { expect } from 'vitest';
import type { CompiledScaling, CompiledScenario } from '../../src/compile/compiled.ts';
import { outcomes } from '../../src/record/outcome.ts';
import { byRequest, type RecordedRow, type RecordedRun } from './recorded-run.ts';

/** What every run obeys, whatever was asked of it: throws where it does not. */
export type Law = (run: RecordedRun, scenario: CompiledScenario) => void;

/** Simultaneous is what lies within this. */
export const TIE_SECONDS = 1e-9;
/** A difference of instants that are equal can be as far from 0. */
const ROUNDING_SECONDS = 1e-12;

export function sum<T>(items: readonly T[], of: (item: T) => number): number {
  return items.reduce((total, item) => total + of(item), 0);
}

/** As `expect` says it, and a hundred times as fast while it holds: laws look at millions of figures. */
function atLeast(actual: number, bound: number, what?: string): void {
  if (!(actual >= bound)) expect(actual, what).toBeGreaterThanOrEqual(bound);
}

function atMost(actual: number, bound: number, what?: string): void {
  if (!(actual <= bound)) expect(actual, what).toBeLessThanOrEqual(bound);
}

/** Equal but for the last digits of a long sum. */
function expectClose(actual: number, expected: number, what: string): void {
  const scale = Math.max(1e-9, Math.abs(actual), Math.abs(expected));
  expect(
    Math.abs(actual - expected) / scale,
    `${what}: ${actual}, expected ${expected}`,
  ).toBeLessThan(1e-9);
}

/** When a request left, or when the run did. */
export const endSeconds = (row: RecordedRow, run: RecordedRun) =>
  row.outcome === 'in-flight' ? run.totals.simulatedSeconds : row.completionSeconds;

/** When a request's last token came, before what hosts do with the answer; when it left, if that did not come. */
export function lastTokenSeconds(row: RecordedRow, run: RecordedRun): number {
  if (row.outputTokens < row.intendedOutputTokens) return endSeconds(row, run);
  return (
    row.firstTokenSeconds + (row.outputTokens > 1 ? row.tpotSeconds * (row.outputTokens - 1) : 0)
  );
}

/** When a request first ran: hosts work on it before that, and on its answer. */
export function scheduledSeconds(row: RecordedRow, run: RecordedRun): number {
  const after = endSeconds(row, run) - lastTokenSeconds(row, run);
  return row.arrivalSeconds + row.hostSeconds - after + row.queueSeconds;
}

/** Whether a request was answered by a strategy's calls, each of them a request of the cluster. */
export function isByCalls(row: RecordedRow, scenario: CompiledScenario): boolean {
  return scenario.workloads[row.workload]!.strategy !== undefined;
}

/** Whether clients are far from a site: they see a token after it was made. */
const isFar = ({ sites }: CompiledScenario) => sites?.oneWaySeconds !== undefined;

/** Each request has exactly one row, with exactly one outcome; sums over rows, replicas and totals agree. */
export const oneOutcomeEach: Law = (run, scenario) => {
  const { totals, rows } = run;
  const offered = sum(totals.outcomes, (counts) => sum(counts, (count) => count));
  expect(byRequest(run).map((row) => row.request)).toEqual(
    Array.from({ length: offered }, (_, i) => i),
  );
  for (const [workload] of scenario.workloads.entries()) {
    const own = rows.filter((row) => row.workload === workload);
    const counts = outcomes.map((name) => own.filter((row) => row.outcome === name).length);
    expect(totals.outcomes[workload]).toEqual(counts);
    expect(totals.measured[workload]).toBe(own.filter((row) => row.measured).length);
  }
  const { copies } = totals;
  expect(sum(run.replicas, (replica) => replica.preemptions)).toBe(
    sum(rows, (row) => row.preemptions) + (copies?.preemptions ?? 0),
  );
  const thrownAway =
    sum(run.replicas, (replica) => replica.outputTokens) -
    sum(rows, (row) => row.outputTokens) -
    (copies?.outputTokens ?? 0);
  expect(thrownAway).toBeGreaterThanOrEqual(0);
  // lost once each: tokens that were made anew, and those in the row of who ended with its replica
  const lost = totals.availability?.lostTokens ?? 0;
  const inRows = (...ends: readonly string[]) =>
    sum(rows, (row) => (ends.includes(row.outcome) ? row.outputTokens : 0));
  if (rows.some((row) => isByCalls(row, scenario))) {
    expect(thrownAway).toBeLessThanOrEqual(lost);
  } else {
    atLeast(lost, thrownAway + inRows('failed'), 'lost tokens');
    atMost(lost, thrownAway + inRows('failed', 'expired', 'cancelled'), 'lost tokens');
  }
  const plain = rows.filter((row) => !isByCalls(row, scenario));
  const sent = sum(run.replicas, (replica) => replica.requests);
  const sure = sum(plain, (row) => visits(row, scenario)) + (copies?.sent ?? 0);
  atLeast(sent, sure);
  // a call may have waited for a replica to the end, or have been with two, one of which computed its prompt
  const calls = sum(rows, (row) => (isByCalls(row, scenario) ? row.calls! + row.attempts - 1 : 0));
  const again =
    totals.availability === undefined ? 0 : sum(plain, (row) => mayRepeat(row, scenario));
  atMost(sent, sure + again + 2 * (calls + (copies?.calls ?? 0)));
  expect(sum(rows, (row) => row.attempts - 1)).toBeLessThanOrEqual(
    totals.availability?.lostRequests ?? 0,
  );
};

/** Where several replicas do parts of the work, each attempt may have been with all of them, of which `visits` counts one. */
function mayRepeat({ workload, attempts }: RecordedRow, { workloads, groups }: CompiledScenario) {
  const { group } = workloads[workload]!;
  const decoders = groups[group]!.handOff === undefined ? 0 : 1;
  const encoders = groups.some(({ embeddings }) => embeddings?.group === group) ? 1 : 0;
  return (decoders + encoders) * attempts;
}

/** Replicas that a request was sent to: one for each attempt, one that encoded its images, and one more that went on from its prompt. */
function visits(row: RecordedRow, scenario: CompiledScenario): number {
  const { group, images } = scenario.workloads[row.workload]!;
  const { handOff } = scenario.groups[group]!;
  const encoders = images && scenario.groups.find(({ embeddings }) => embeddings?.group === group);
  // who waits for a replica once more may have lost what his own had encoded
  const isPast = row.replica >= 0 || (row.prefillSeconds > 0 && row.attempts === 1);
  const encoded = encoders && isPast && !encoders.replicas.includes(row.replica) ? 1 : 0;
  const sent = row.attempts - 1 + (row.replica >= 0 ? 1 : 0) + encoded;
  if (handOff === undefined || row.promptTokens < handOff.leastPromptTokens) return sent;
  const decodes = scenario.groups[handOff.group]!.replicas.includes(row.replica);
  // between the two, its first token says that the first had it
  const isBetween = row.replica < 0 && row.outputTokens > 0;
  return sent + (decodes || isBetween ? 1 : 0);
}

/** Rows come in order of (end, request). */
export const rowsInOrder: Law = (run) => {
  for (let i = 1; i < run.rows.length; i++) {
    const [before, row] = [run.rows[i - 1]!, run.rows[i]!];
    // what was cut comes last; the cut may lie a few ties before what it is simultaneous with
    const end = (each: RecordedRow) =>
      each.outcome === 'in-flight' ? Infinity : each.completionSeconds;
    const [first, second] = [end(before), end(row)];
    const inOrder = first < second || (first === second && before.request < row.request);
    if (!inOrder) expect.fail(`request ${row.request} stands behind ${before.request}`);
  }
};

/** Nothing happens before its cause. */
export const causesFirst: Law = (run, scenario) => {
  for (const row of run.rows) {
    const end = endSeconds(row, run);
    atLeast(row.arrivalSeconds, 0);
    atLeast(end, row.arrivalSeconds);
    atMost(end, run.totals.simulatedSeconds);
    atLeast(row.queueSeconds, -ROUNDING_SECONDS);
    if (isByCalls(row, scenario)) {
      const streams = scenario.workloads[row.workload]!.strategy!.streaming !== undefined;
      if (streams) atMost(row.ttftSeconds, row.e2eSeconds);
      else if (row.outcome === 'completed') expect(row.ttftSeconds).toBe(row.e2eSeconds);
      continue;
    }
    atMost(row.outputTokens, row.intendedOutputTokens);
    atMost(row.intendedOutputTokens, row.maxTokens);
    if (isFar(scenario) && Number.isNaN(row.firstTokenSeconds)) {
      // what was made, if anything, was on its way when the request ended
      expect(row.outcome).not.toBe('completed');
    } else if (row.outputTokens > 0) {
      expect(row.firstTokenSeconds).toBeGreaterThan(scheduledSeconds(row, run) - TIE_SECONDS);
      atMost(row.firstTokenSeconds, end);
      expect(row.ttftSeconds).toBe(row.firstTokenSeconds - row.arrivalSeconds);
    } else if (row.attempts === 1) {
      // the first token of an attempt that was lost stands
      expect(row.firstTokenSeconds).toBeNaN();
    }
    if (row.outputTokens > 1 && !Number.isNaN(row.firstTokenSeconds)) {
      expect(row.worstGapSeconds).toBeGreaterThan(0);
      // what was made for a client far away who gave up may not have come to it
      if (!isFar(scenario) || row.outcome === 'completed')
        atMost(row.worstGapSeconds, end - row.firstTokenSeconds + TIE_SECONDS);
      // the tokens of an attempt that was lost took their time and do not count
      if (row.attempts === 1) {
        atMost(row.tpotSeconds, row.worstGapSeconds + TIE_SECONDS);
      }
    }
    if (row.outcome === 'completed') {
      expect(row.outputTokens).toBe(row.intendedOutputTokens);
      atLeast(row.e2eSeconds, row.ttftSeconds);
    }
    if (row.outcome === 'rejected') {
      // who may be deferred is refused when it comes to the cluster
      atMost(row.e2eSeconds, scenario.workloads[row.workload]!.defer?.slackSeconds ?? 0);
      expect(row.replica).toBe(-1);
    }
    if (row.outcome === 'expired') {
      const { totalSeconds, firstTokenSeconds } = scenario.workloads[row.workload]!.timeout;
      const patience = Math.min(totalSeconds, firstTokenSeconds);
      atLeast(row.e2eSeconds, patience - TIE_SECONDS);
    }
  }
};

/** The parts of every request's time sum to it. */
export const partsSum: Law = (run) => {
  for (const row of run.rows) {
    const parts = [
      row.hostSeconds,
      row.queueSeconds,
      row.prefillSeconds,
      row.decodeSeconds,
      row.preemptedSeconds,
      row.transferSeconds,
    ];
    for (const part of parts) atLeast(part, -ROUNDING_SECONDS);
    if (row.outcome === 'in-flight') continue;
    const total = sum(parts, (part) => part);
    atMost(Math.abs(total - row.e2eSeconds), 1e-9, `request ${row.request}`);
  }
};

/** Every joule is attributed: those of requests and of idling are the integral of power. */
export const joulesConserved: Law = (run, scenario) => {
  const { attributedJoules, idleJoules, leakedJoules, totalJoules } = run.totals.wholeRun;
  expectClose(
    sum(run.rows, (row) => row.acceleratorJoules) + (run.totals.copies?.joules ?? 0),
    attributedJoules,
    'rows',
  );
  expectClose(attributedJoules + idleJoules + leakedJoules, totalJoules, 'total');
  expectClose(
    sum(run.replicas, (each) => each.leakedJoules ?? 0),
    leakedJoules,
    'replicas, leaked',
  );
  const busy = sum(run.replicas, (each) => each.prefillJoules + each.decodeJoules);
  expectClose(busy, attributedJoules, 'replicas, busy');
  expectClose(
    sum(run.replicas, (each) => each.idleJoules),
    idleJoules,
    'replicas, idle',
  );
  const integral = sum(run.timeseries, (row) => row.watts * (row.endSeconds - row.startSeconds));
  expectClose(integral, totalJoules, 'time series');
  for (const row of run.rows) atLeast(row.acceleratorJoules, 0);
  if (run.totals.availability !== undefined) return;
  for (const { busySeconds, idleJoules: own, pool } of run.replicas) {
    if (scenario.pools[pool]!.scaling !== undefined) continue;
    const idleSeconds = run.totals.simulatedSeconds - busySeconds;
    const idle = scenario.pools[pool]!.idleWatts * Math.max(0, idleSeconds);
    expect(Math.abs(own - idle)).toBeLessThan(1e-9 * (1 + idle));
  }
};

function alwaysPowered(scaling: CompiledScaling | undefined, { totals }: RecordedRun): boolean {
  return totals.availability === undefined && (scaling === undefined || scaling.idlesWhenDown);
}

/** Power stays between idle and the limit of the boards. */
export const powerWithinLimits: Law = (run, scenario) => {
  const slack = 1 + 1e-9;
  for (const row of run.timeseries) {
    // over a sliver of time the difference of two totals has no digits left
    if (row.endSeconds - row.startSeconds < 1e-4) continue;
    const pool = scenario.pools[row.pool]!;
    // cool chips leak less than their sheets say
    const { share = 0 } = pool.cooling?.leakage ?? {};
    if (alwaysPowered(pool.scaling, run)) {
      atLeast(row.watts * slack, (1 - share) * pool.replicas * pool.idleWatts);
    }
    atMost(row.watts, pool.replicas * pool.limitWatts * slack);
  }
  for (const replica of run.replicas) {
    const pool = scenario.pools[replica.pool]!;
    expect(replica.peakWatts).toBeLessThanOrEqual(pool.limitWatts * slack);
    if (replica.steps > 0) {
      expect(replica.peakWatts * slack).toBeGreaterThanOrEqual(pool.idleWatts);
    }
  }
};

/** A turn of a session comes after the one before has ended; the turns of each are there, from the first. */
export const turnsInOrder: Law = (run, scenario) => {
  for (const [workload, { arrivals }] of scenario.workloads.entries()) {
    if (arrivals.process !== 'sessions') continue;
    const own = run.rows.filter((row) => row.workload === workload);
    for (const session of new Set(own.map((row) => row.session))) {
      const rows = own.filter((row) => row.session === session);
      rows.sort((a, b) => a.turn! - b.turn! || a.request - b.request);
      const turns = [...new Set(rows.map(({ turn }) => turn))];
      expect(turns).toEqual(turns.map((_, i) => i));
      for (const [i, row] of rows.slice(1).entries()) {
        expect(row.arrivalSeconds).toBeGreaterThanOrEqual(endSeconds(rows[i]!, run));
      }
    }
  }
};

/** At any instant, as many requests are in the system as have come and not gone, or wait outside of it. */
export const systemCounts: Law = (run, scenario) => {
  // no row tells when a call was in the system, or when an answer left its site
  if (run.rows.some((row) => isByCalls(row, scenario)) || isFar(scenario)) return;
  // when a request that may be deferred came to the cluster, no row tells either
  const comesAtOnce = (row: RecordedRow) => scenario.workloads[row.workload]!.defer === undefined;
  const atOnce = run.rows.filter(comesAtOnce);
  const instants = new Set(run.timeseries.map((row) => row.endSeconds));
  for (const at of instants) {
    const states = run.timeseries.filter((row) => row.endSeconds === at);
    const inSystem = sum(states, (row) => row.queue + row.batch);
    const count = (shift: number, gone: typeof endSeconds, rows = run.rows) =>
      rows.filter(
        (row) =>
          row.outcome !== 'rejected' &&
          row.arrivalSeconds <= at + shift &&
          gone(row, run) > at - shift,
      ).length;
    // what is cut at the end is still there when it is looked at, unless it is with a host for its answer
    const last = at === run.totals.simulatedSeconds;
    const inFlight = run.rows.filter((row) => row.outcome === 'in-flight');
    const cut = inFlight.filter((row) => row.outputTokens < row.intendedOutputTokens);
    // copies are in the system, and no row tells when
    const most = count(TIE_SECONDS, endSeconds) + (last ? cut.length : 0);
    if (run.totals.copies === undefined) expect(inSystem).toBeLessThanOrEqual(most);
    expect(inSystem).toBeGreaterThanOrEqual(
      last ? cut.filter(comesAtOnce).length : count(-TIE_SECONDS, lastTokenSeconds, atOnce),
    );
  }
};

/**
 * Every question ends once, and its requests follow each other: no more than its client sends, each after the wait that
 * the outcome of the one before asks for.
 */
export const questionsEndOnce: Law = (run, scenario) => {
  const questions = new Map<number, RecordedRow[]>();
  for (const row of run.rows) {
    const { question = -1 } = row;
    if (question >= 0) questions.set(question, [...(questions.get(question) ?? []), row]);
  }
  expect(run.questions.length).toBe(questions.size);
  expect(sum(run.questions, ({ tries }) => tries)).toBe(
    sum([...questions.values()], (rows) => rows.length),
  );
  for (const rows of questions.values()) {
    rows.sort((a, b) => a.request - b.request);
    const { retry } = scenario.workloads[rows[0]!.workload]!;
    expect(rows.length).toBeLessThanOrEqual(retry?.maxAttempts ?? 1);
    for (const [i, row] of rows.entries()) {
      expect(row.tries).toBe(i + 1);
      expect(row.measured).toBe(rows[0]!.measured);
      if (i === 0 || retry === undefined) continue;
      const before = rows[i - 1]!;
      expect(retry.on).toContain(before.outcome);
      const longest = Math.min(retry.capSeconds, retry.baseSeconds * retry.multiplier ** (i - 1));
      const wait = row.arrivalSeconds - before.completionSeconds;
      expect(wait).toBeLessThanOrEqual(longest + TIE_SECONDS);
      expect(wait).toBeGreaterThanOrEqual(longest * (1 - retry.jitter) - TIE_SECONDS);
    }
  }
};

/** Boards that have an equal share of a budget each never exceed it; nobody is slowed down for longer than the run. */
export const budgetsKept: Law = (run) => {
  for (const budget of run.totals.power?.budgets ?? []) {
    const { policy, limitWatts, peakWatts, overshootJoules, governedSeconds } = budget;
    atLeast(overshootJoules, 0);
    atMost(governedSeconds, run.totals.simulatedSeconds + TIE_SECONDS);
    atMost(budget.longestOvershootSeconds, run.totals.simulatedSeconds + TIE_SECONDS);
    if (overshootJoules > 0) atLeast(peakWatts, limitWatts);
    if (policy !== 'static') continue;
    atMost(peakWatts, limitWatts * (1 + 1e-9));
    expect(budget.longestOvershootSeconds).toBe(0);
  }
};

/** A candidate has requests while it is rolled out, and from its promotion on; and of those, monitors saw what ended. */
export const candidatesInTime: Law = (run, scenario) => {
  const { rollout } = run.totals;
  if (rollout === undefined) return;
  const pool = rollout.pools && scenario.pools[rollout.pools.candidate]!;
  const own = run.rows.filter(({ replica, workload, stages }) =>
    pool === undefined
      ? workload === rollout.workload && stages?.[1]?.calls
      : replica >= pool.firstReplica && replica < pool.firstReplica + pool.replicas,
  );
  const { outcome, beganSeconds, decidedSeconds, candidate } = rollout;
  if (rollout.kind === 'shadow') expect(own.length).toBe(0);
  for (const { arrivalSeconds, workload } of own) {
    // who may be deferred comes to the cluster later than it arrives
    const slack = scenario.workloads[workload]!.defer?.slackSeconds ?? 0;
    atLeast(arrivalSeconds + slack, beganSeconds - TIE_SECONDS - ROUNDING_SECONDS);
    if (outcome === 'rolled-back') {
      atMost(arrivalSeconds, decidedSeconds! + TIE_SECONDS + ROUNDING_SECONDS);
    }
  }
  atMost(candidate.completed + candidate.errors, candidate.requests);
  atMost(candidate.requests - candidate.completed, candidate.missed);
  if (rollout.kind === 'canary' && outcome === 'rolled-back') {
    const done = own.filter((row) => row.outcome === 'completed');
    expect(candidate.completed).toBe(done.length);
  }
};

/** What a request with a task spent led to its answer, was discarded or verified; nobody is right who was not answered. */
export const answersAddUp: Law = (run, scenario) => {
  for (const row of run.rows) {
    if (scenario.workloads[row.workload]!.task === undefined) continue;
    // what is refused was never spent
    if (row.outcome === 'rejected' || row.outcome === 'shed') continue;
    const tokens = row.keptTokens! + row.discardedTokens! + row.verificationTokens!;
    expect(tokens).toBe(row.promptTokens + row.outputTokens);
    const joules = row.keptJoules! + row.discardedJoules! + row.verificationJoules!;
    atMost(Math.abs(joules - row.acceleratorJoules), 1e-9 * (1 + row.acceleratorJoules));
    if (row.fate !== null) expect(row.outcome).toBe('completed');
    if (row.fate === 'right') expect(row.answerTokens).toBeGreaterThan(0);
  }
};

/** Of the copies of a hedged request, all but one answer nobody; those that answered are no more than were hedged. */
export const hedgesEnd: Law = ({ totals: { hedges, copies, rollout } }) => {
  if (hedges === undefined) return;
  const [hedged, won] = [hedges.hedged, hedges.won].map((counts) => sum(counts, (n) => n));
  atMost(won!, hedged!);
  atMost(hedged!, hedges.copies);
  const ended = copies?.requests ?? 0;
  atLeast(ended, hedges.copies);
  if (rollout?.kind !== 'shadow') expect(ended).toBe(hedges.copies);
  atMost(copies?.hedgeJoules ?? 0, (copies?.joules ?? 0) * (1 + 1e-9));
  atMost(copies?.hedgeUsd ?? 0, (copies?.usd ?? 0) * (1 + 1e-9));
};

/**
 * Of rented accelerators, every dollar of the time of steps is some request's, or a copy's; with idle time, as far as it is
 * billed, they are the bill.
 */
export const rentConserved: Law = ({ rows, replicas, totals }, { pools }) => {
  const { rental, copies } = totals;
  if (rental === undefined) return;
  const owned = sum(rows, (row) => row.usd!) + (copies?.usd ?? 0);
  const ofSteps = sum(rental, ({ stepUsd }) => stepUsd);
  // as exactly where little is owned
  const scale = Math.max(1e-12, owned, ofSteps);
  atMost(Math.abs(owned - ofSteps) / scale, 1e-9, `owned: ${owned}, expected ${ofSteps}`);
  for (const [pool, { stepUsd, totalUsd }] of rental.entries()) {
    const own = replicas.filter((each) => each.pool === pool);
    const { usdPerReplicaSecond: price, billed } = pools[pool]!.billing!;
    expectClose(
      sum(own, ({ busySeconds }) => busySeconds * price),
      stepUsd,
      'dollars of steps',
    );
    expectClose(
      sum(own, ({ rentalUsd }) => rentalUsd),
      totalUsd,
      'bill',
    );
    if (billed === 'busy') expectClose(stepUsd, totalUsd, 'busy time');
    else atMost(stepUsd, totalUsd * (1 + 1e-9));
  }
  for (const row of rows) atLeast(row.usd!, 0);
};

/** All of the above. */
export const lawsOfEveryRun = {
  oneOutcomeEach,
  rowsInOrder,
  causesFirst,
  partsSum,
  joulesConserved,
  powerWithinLimits,
  systemCounts,
  turnsInOrder,
  questionsEndOnce,
  budgetsKept,
  candidatesInTime,
  hedgesEnd,
  answersAddUp,
  rentConserved,
} as const satisfies Record<string, Law>;
