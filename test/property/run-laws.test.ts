import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { CompiledScenario } from '../../src/compile/compiled.ts';
import {
  causesFirst,
  endSeconds,
  joulesConserved,
  type Law,
  oneOutcomeEach,
  partsSum,
  powerWithinLimits,
  rowsInOrder,
  scheduledSeconds,
  sum,
  systemCounts,
  TIE_SECONDS,
} from './laws.ts';
import { anyDraft, compileDraft, type DraftOptions, seed } from './random-scenario.ts';
import { type RecordedRun, record } from './recorded-run.ts';

const settings = { numRuns: 150, seed };

/** How often the cases of interest occurred, so that laws are not proved on runs in which nothing happens. */
const seen = { runs: 0, preempting: 0, expiring: 0, rejecting: 0, cut: 0, roofline: 0, central: 0 };

function note(scenario: CompiledScenario, run: RecordedRun): void {
  const has = (outcome: string) => run.rows.some((row) => row.outcome === outcome);
  seen.runs++;
  if (run.totals.preemptions > 0) seen.preempting++;
  if (has('expired')) seen.expiring++;
  if (has('rejected')) seen.rejecting++;
  if (has('in-flight')) seen.cut++;
  if (scenario.pools.some((pool) => pool.step.kind === 'roofline')) seen.roofline++;
  if (scenario.routing.queue === 'pool') seen.central++;
}

function forRuns(law: Law, options: DraftOptions = {}): void {
  fc.assert(
    fc.property(anyDraft(options), (draft) => {
      const scenario = compileDraft(draft);
      const run = record(scenario);
      note(scenario, run);
      law(run, scenario);
    }),
    settings,
  );
}

describe('every run', () => {
  it('has each request in exactly one row, with exactly one outcome', () =>
    forRuns(oneOutcomeEach));

  it('records requests in order of (end, request)', () => forRuns(rowsInOrder));

  it('lets nothing happen before its cause', () => forRuns(causesFirst));

  it('splits the time of every request into parts that sum to it', () => forRuns(partsSum));

  it('attributes every joule: those of requests and of idling are the integral of power', () =>
    forRuns(joulesConserved));

  it('keeps power between idle and the limit of the boards', () => forRuns(powerWithinLimits));

  it('has as many requests in the system at any instant as have come and not gone', () =>
    forRuns(systemCounts));

  it('covers enough of what can happen', () => {
    // the runs of all laws above
    expect(seen.runs).toBeGreaterThan(700);
    const share = (count: number) => count / seen.runs;
    expect(share(seen.preempting), JSON.stringify(seen)).toBeGreaterThan(0.1);
    expect(share(seen.expiring), JSON.stringify(seen)).toBeGreaterThan(0.1);
    expect(share(seen.rejecting), JSON.stringify(seen)).toBeGreaterThan(0.2);
    expect(share(seen.cut), JSON.stringify(seen)).toBeGreaterThan(0.1);
    expect(share(seen.roofline), JSON.stringify(seen)).toBeGreaterThan(0.2);
    expect(share(seen.central), JSON.stringify(seen)).toBeGreaterThan(0.1);
  });
});

describe('a run without preemption', () => {
  it("obeys Little's law: the integral of the batch is the sum of the requests' service times", () => {
    forRuns(
      (run) => {
        const { startSeconds, endSeconds: windowEnd, sequenceSeconds } = run.totals.window;
        // nobody came after the warm-up: there is nothing to measure
        if (windowEnd < startSeconds) return;
        const served = sum(run.rows, (row) => {
          if (row.replica < 0 || row.prefillSeconds + row.decodeSeconds === 0) return 0;
          const from = Math.max(startSeconds, scheduledSeconds(row, run));
          return Math.max(0, Math.min(windowEnd, endSeconds(row, run)) - from);
        });
        expect(Math.abs(sequenceSeconds - served)).toBeLessThan(1e-7 * (1 + served));
      },
      { ample: true },
    );
  });

  it('never lets a replica idle while its requests wait', () => {
    forRuns(
      (run, scenario) => {
        if (scenario.routing.queue === 'pool') return;
        for (const replica of run.replicas) {
          const own = run.rows.filter((row) => row.replica === replica.replica);
          const ran = own.filter((row) => row.prefillSeconds + row.decodeSeconds > 0);
          const spans = ran
            .map((row) => [scheduledSeconds(row, run), endSeconds(row, run)] as const)
            .sort((a, b) => a[0] - b[0]);
          for (const row of own) {
            const until =
              row.outcome === 'in-flight' && !ran.includes(row)
                ? run.totals.simulatedSeconds
                : scheduledSeconds(row, run);
            let covered = row.arrivalSeconds;
            for (const [from, to] of spans) {
              if (from > covered + TIE_SECONDS) break;
              covered = Math.max(covered, to);
            }
            expect(covered).toBeGreaterThanOrEqual(until - TIE_SECONDS);
          }
        }
      },
      { ample: true },
    );
  });

  it('obeys the utilisation law: busy time is work done, a step at a time', () => {
    fc.assert(
      fc.property(
        anyDraft({ ample: true, patient: true }),
        fc.double({ min: 0.001, max: 0.02, noNaN: true }),
        (draft, base) => {
          const stepTime = { kind: 'affine', base };
          const pools = draft.pools.map((pool) => ({
            ...pool,
            engine: { ...pool.engine, maxSequences: 1, maxBatchedTokens: 1000, stepTime },
          }));
          const run = record(compileDraft({ ...draft, pools }));
          if (run.rows.some((row) => row.outcome === 'in-flight')) return;
          for (const replica of run.replicas) {
            const own = run.rows.filter((row) => row.replica === replica.replica);
            const tokens = sum(own, (row) => row.outputTokens);
            expect(replica.steps).toBe(tokens);
            expect(Math.abs(replica.busySeconds - tokens * base)).toBeLessThan(1e-9 * (1 + tokens));
          }
        },
      ),
      settings,
    );
  });
});
