import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { CompiledScenario } from '../../src/compile/compiled.ts';
import { outcomes } from '../../src/record/outcome.ts';
import { anyDraft, compileDraft, type DraftOptions, seed } from './random-scenario.ts';
import { byRequest, type RecordedRow, type RecordedRun, record } from './recorded-run.ts';

/** Simultaneous is what lies within this. */
const TIE_SECONDS = 1e-9;
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

function forRuns(
  law: (run: RecordedRun, scenario: CompiledScenario) => void,
  options: DraftOptions = {},
): void {
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

function sum<T>(items: readonly T[], of: (item: T) => number): number {
  return items.reduce((total, item) => total + of(item), 0);
}

/** Equal but for the last digits of a long sum. */
function expectClose(actual: number, expected: number, what: string): void {
  const scale = Math.max(1e-9, Math.abs(actual), Math.abs(expected));
  expect(
    Math.abs(actual - expected) / scale,
    `${what}: ${actual}, expected ${expected}`,
  ).toBeLessThan(1e-9);
}

const scheduledSeconds = (row: RecordedRow) =>
  row.arrivalSeconds + row.hostSeconds + row.queueSeconds;
/** When a request left, or when the run did. */
const endSeconds = (row: RecordedRow, run: RecordedRun) =>
  row.outcome === 'in-flight' ? run.totals.simulatedSeconds : row.completionSeconds;

describe('every run', () => {
  it('has each request in exactly one row, with exactly one outcome', () => {
    forRuns((run, scenario) => {
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
      expect(sum(run.replicas, (replica) => replica.preemptions)).toBe(
        sum(rows, (row) => row.preemptions),
      );
      expect(sum(run.replicas, (replica) => replica.outputTokens)).toBe(
        sum(rows, (row) => row.outputTokens),
      );
      expect(sum(run.replicas, (replica) => replica.requests)).toBe(
        rows.filter((row) => row.replica >= 0).length,
      );
    });
  });

  it('records requests in order of (end, request)', () => {
    forRuns((run) => {
      for (let i = 1; i < run.rows.length; i++) {
        const [before, row] = [run.rows[i - 1]!, run.rows[i]!];
        // what was cut comes last; the cut may lie a few ties before what it is simultaneous with
        const end = (each: RecordedRow) =>
          each.outcome === 'in-flight' ? Infinity : each.completionSeconds;
        const [first, second] = [end(before), end(row)];
        expect(first < second || (first === second && before.request < row.request)).toBe(true);
      }
    });
  });

  it('lets nothing happen before its cause', () => {
    forRuns((run, scenario) => {
      for (const row of run.rows) {
        const end = endSeconds(row, run);
        expect(row.arrivalSeconds).toBeGreaterThanOrEqual(0);
        expect(end).toBeGreaterThanOrEqual(row.arrivalSeconds);
        expect(end).toBeLessThanOrEqual(run.totals.simulatedSeconds);
        expect(row.queueSeconds).toBeGreaterThanOrEqual(0);
        expect(row.outputTokens).toBeLessThanOrEqual(row.intendedOutputTokens);
        expect(row.intendedOutputTokens).toBeLessThanOrEqual(row.maxTokens);
        if (row.outputTokens > 0) {
          expect(row.firstTokenSeconds).toBeGreaterThan(scheduledSeconds(row) - TIE_SECONDS);
          expect(row.firstTokenSeconds).toBeLessThanOrEqual(end);
          expect(row.ttftSeconds).toBe(row.firstTokenSeconds - row.arrivalSeconds);
        } else {
          expect(row.firstTokenSeconds).toBeNaN();
        }
        if (row.outputTokens > 1) {
          expect(row.worstGapSeconds).toBeGreaterThan(0);
          expect(row.worstGapSeconds).toBeLessThanOrEqual(
            end - row.firstTokenSeconds + TIE_SECONDS,
          );
          expect(row.tpotSeconds).toBeLessThanOrEqual(row.worstGapSeconds + TIE_SECONDS);
        }
        if (row.outcome === 'completed') {
          expect(row.outputTokens).toBe(row.intendedOutputTokens);
          expect(row.e2eSeconds).toBeGreaterThanOrEqual(row.ttftSeconds);
        }
        if (row.outcome === 'rejected') {
          expect(row.e2eSeconds).toBe(0);
          expect(row.replica).toBe(-1);
        }
        if (row.outcome === 'expired') {
          const { totalSeconds, firstTokenSeconds } = scenario.workloads[row.workload]!.timeout;
          const patience = Math.min(totalSeconds, firstTokenSeconds);
          expect(row.e2eSeconds).toBeGreaterThanOrEqual(patience - TIE_SECONDS);
        }
      }
    });
  });

  it('splits the time of every request into parts that sum to it', () => {
    forRuns((run) => {
      for (const row of run.rows) {
        const parts = [
          row.hostSeconds,
          row.queueSeconds,
          row.prefillSeconds,
          row.decodeSeconds,
          row.preemptedSeconds,
          row.transferSeconds,
        ];
        for (const part of parts) expect(part).toBeGreaterThanOrEqual(0);
        if (row.outcome === 'in-flight') continue;
        const total = sum(parts, (part) => part);
        expect(Math.abs(total - row.e2eSeconds), `request ${row.request}`).toBeLessThan(1e-9);
      }
    });
  });

  it('attributes every joule: those of requests and of idling are the integral of power', () => {
    forRuns((run, scenario) => {
      const { attributedJoules, idleJoules, totalJoules } = run.totals.wholeRun;
      expectClose(
        sum(run.rows, (row) => row.acceleratorJoules),
        attributedJoules,
        'rows',
      );
      expectClose(attributedJoules + idleJoules, totalJoules, 'total');
      const busy = sum(run.replicas, (each) => each.prefillJoules + each.decodeJoules);
      expectClose(busy, attributedJoules, 'replicas, busy');
      expectClose(
        sum(run.replicas, (each) => each.idleJoules),
        idleJoules,
        'replicas, idle',
      );
      const integral = sum(
        run.timeseries,
        (row) => row.watts * (row.endSeconds - row.startSeconds),
      );
      expectClose(integral, totalJoules, 'time series');
      for (const row of run.rows) expect(row.acceleratorJoules).toBeGreaterThanOrEqual(0);
      for (const { busySeconds, idleJoules: own, pool } of run.replicas) {
        const idleSeconds = run.totals.simulatedSeconds - busySeconds;
        const idle = scenario.pools[pool]!.idleWatts * Math.max(0, idleSeconds);
        expect(Math.abs(own - idle)).toBeLessThan(1e-9 * (1 + idle));
      }
    });
  });

  it('keeps power between idle and the limit of the boards', () => {
    const slack = 1 + 1e-9;
    forRuns((run, scenario) => {
      for (const row of run.timeseries) {
        // over a sliver of time the difference of two totals has no digits left
        if (row.endSeconds - row.startSeconds < 1e-4) continue;
        const pool = scenario.pools[row.pool]!;
        expect(row.watts * slack).toBeGreaterThanOrEqual(pool.replicas * pool.idleWatts);
        expect(row.watts).toBeLessThanOrEqual(pool.replicas * pool.limitWatts * slack);
      }
      for (const replica of run.replicas) {
        const pool = scenario.pools[replica.pool]!;
        expect(replica.peakWatts).toBeLessThanOrEqual(pool.limitWatts * slack);
        if (replica.steps > 0) {
          expect(replica.peakWatts * slack).toBeGreaterThanOrEqual(pool.idleWatts);
        }
      }
    });
  });

  it('has as many requests in the system at any instant as have come and not gone', () => {
    forRuns((run) => {
      const instants = new Set(run.timeseries.map((row) => row.endSeconds));
      for (const at of instants) {
        const states = run.timeseries.filter((row) => row.endSeconds === at);
        const inSystem = sum(states, (row) => row.queue + row.batch);
        const count = (shift: number) =>
          run.rows.filter(
            (row) =>
              row.outcome !== 'rejected' &&
              row.arrivalSeconds <= at + shift &&
              endSeconds(row, run) > at - shift,
          ).length;
        // what is cut at the end is still there when it is looked at
        const last = at === run.totals.simulatedSeconds;
        const cut = last ? run.rows.filter((row) => row.outcome === 'in-flight').length : 0;
        expect(inSystem).toBeLessThanOrEqual(count(TIE_SECONDS) + cut);
        expect(inSystem).toBeGreaterThanOrEqual(last ? cut : count(-TIE_SECONDS));
      }
    });
  });

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
          const from = Math.max(startSeconds, scheduledSeconds(row));
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
            .map((row) => [scheduledSeconds(row), endSeconds(row, run)] as const)
            .sort((a, b) => a[0] - b[0]);
          for (const row of own) {
            const until =
              row.outcome === 'in-flight' && !ran.includes(row)
                ? run.totals.simulatedSeconds
                : scheduledSeconds(row);
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
