import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { CompiledScenario } from '../../src/compile/compiled.ts';
import type { LostWork } from '../../src/engine/lost-work.ts';
import { Simulation } from '../../src/engine/simulation.ts';
import { outcomes } from '../../src/record/outcome.ts';
import type { RequestRow, TimeseriesRow } from '../../src/record/port.ts';
import { partsSum, rowsInOrder, sum, systemCounts } from './laws.ts';
import { anyDraft, compileDraft, seed } from './random-scenario.ts';
import { type RecordedRow, type RecordedRun, withEngines } from './recorded-run.ts';

/** At an instant, as a share of a second, one replica fails, comes back, or drains. */
interface Blow {
  readonly seconds: number;
  readonly kind: 'fail' | 'open' | 'drain';
  readonly replica: number;
  readonly fate: LostWork;
}

const blow: fc.Arbitrary<Blow> = fc.record({
  seconds: fc.integer({ min: 0, max: 999_999 }).map((part) => (3 * (part + Math.SQRT1_2)) / 1e6),
  kind: fc.constantFrom('fail', 'fail', 'open', 'open', 'drain'),
  replica: fc.nat(8),
  fate: fc.constantFrom('retried', 'resumed', 'failed'),
});
const blows = fc
  .array(blow, { minLength: 1, maxLength: 12 })
  .map((all) => all.sort((a, b) => a.seconds - b.seconds));

/** Runs a scenario under blows; in the end every replica comes back. */
function beaten(scenario: CompiledScenario, all: readonly Blow[]): RecordedRun {
  const rows: RecordedRow[] = [];
  const timeseries: TimeseriesRow[] = [];
  const replicas: RecordedRun['replicas'][number][] = [];
  const run = new Simulation(scenario, 0, {
    request: (row: RequestRow) => rows.push({ ...row, outcome: outcomes[row.outcome]! }),
    timeseries: (row) => timeseries.push({ ...row }),
    replica: (row) => replicas.push({ ...row }),
    gap: () => {},
    gaps: () => {},
  });
  const count = run.fleet.replicas.length;
  for (const { seconds, kind, replica, fate } of all) {
    if (run.advance({ untilSeconds: seconds }) === 'done') break;
    run.clockSeconds = Math.max(run.clockSeconds, seconds);
    const index = replica % count;
    if (kind === 'fail') run.fleet.fail([index], seconds, fate);
    else run.fleet[kind](index, seconds);
    for (let i = 0; i < count; i++) {
      const { life } = run.fleet.replicas[i]!;
      if (life.state === 'down') run.fleet.replicas[i]!.assertEmpty();
    }
  }
  const last = 3.5;
  if (run.advance({ untilSeconds: last }) !== 'done') {
    for (let i = 0; i < count; i++) run.fleet.open(i, last);
    expect(run.advance()).toBe('done');
  }
  return { rows, timeseries, replicas, totals: run.totals() };
}

describe('replicas that fail, drain and come back', () => {
  it('lose no request and no joule, and split no time wrongly, stretched as stepwise', () => {
    const met = { runs: 0, retried: 0, failed: 0, expired: 0, waited: 0 };
    fc.assert(
      fc.property(anyDraft(), blows, (draft, all) => {
        const scenario = compileDraft(draft);
        const run = beaten(withEngines(scenario, { stepping: 'stretched' }), all);
        const stepwise = beaten(withEngines(scenario, { stepping: 'stepwise' }), all);
        expect({ ...stepwise.totals, events: 0 }).toEqual({ ...run.totals, events: 0 });
        expect(stepwise.rows).toEqual(run.rows);
        expect(stepwise.replicas).toEqual(run.replicas);
        expect(stepwise.timeseries).toEqual(run.timeseries);
        for (const law of [partsSum, rowsInOrder, systemCounts]) law(run, scenario);
        const offered = sum(run.totals.outcomes, (counts) => sum(counts, (one) => one));
        expect(new Set(run.rows.map((row) => row.request)).size).toBe(offered);
        expect(run.rows.length).toBe(offered);
        const { attributedJoules, idleJoules, totalJoules } = run.totals.wholeRun;
        const busy = sum(run.replicas, (each) => each.prefillJoules + each.decodeJoules);
        expect(busy / Math.max(attributedJoules, 1e-9)).toBeCloseTo(busy > 0 ? 1 : 0, 9);
        expect((attributedJoules + idleJoules) / totalJoules).toBeCloseTo(1, 9);
        met.runs++;
        const has = (test: (row: RecordedRow) => boolean) => (run.rows.some(test) ? 1 : 0);
        met.failed += has((row) => row.outcome === 'failed');
        met.expired += has((row) => row.outcome === 'expired');
        met.retried += has((row) => row.outcome === 'completed' && row.preemptedSeconds > 0);
        met.waited += has((row) => row.queueSeconds > 0.3);
      }),
      { numRuns: 120, seed },
    );
    for (const count of Object.values(met)) expect(count, JSON.stringify(met)).toBeGreaterThan(12);
  });
});
