import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { CompiledScenario } from '../../src/compile/compiled.ts';
import { Simulation } from '../../src/engine/simulation.ts';
import { outcomes } from '../../src/record/outcome.ts';
import type { RequestRow, TimeseriesRow } from '../../src/record/port.ts';
import type { LostWork } from '../../src/scenario/failures.ts';
import { compileChaos } from './chaos/any-chaos.ts';
import { apart, twofold } from './chaos/fleet-twists.ts';
import { anyImages } from './chaos/image-twist.ts';
import { partsSum, rowsInOrder, sum, systemCounts } from './laws.ts';
import { anyDraft, compileDraft, seed } from './random-scenario.ts';
import { type RecordedRow, type RecordedRun, record, withEngines } from './recorded-run.ts';

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

/** An item of `failures`, with a pool by number. */
const share = fc.integer({ min: 1, max: 999_999 }).map((part) => (part + Math.SQRT1_2) / 1e6);
const common = { pool: fc.nat(5), inFlight: fc.constantFrom('retried', 'resumed', 'failed') };
const failure = fc.oneof(
  fc.record({
    kind: fc.constantFrom('gpu', 'node', 'link', 'rack', 'power-feed', 'spot'),
    at: share.map((part) => 3 * part),
    duration: share,
    restart: share,
    ...common,
  }),
  fc.record({
    kind: fc.constantFrom('gpu', 'node', 'link'),
    mtbf: share.map((mean) => ({ distribution: 'weibull', mean: 0.2 + 2 * mean, cv: 2 })),
    mttr: share.map((mean) => ({ distribution: 'lognormal', mean, cv: 1 })),
    restart: share,
    ...common,
  }),
  fc.record({
    kind: fc.constant('spot'),
    at: share,
    notice: share,
    duration: share,
    restart: share,
    ...common,
  }),
  fc.record({
    kind: fc.constant('slow-gpu'),
    pool: fc.nat(5),
    mtbf: share,
    mttr: share,
    slowdown: share.map((part) => 1 + 3 * part),
  }),
  fc.record({
    kind: fc.constant('upgrade'),
    pool: fc.nat(5),
    at: share,
    atOnce: fc.constantFrom(1, 2),
    restart: share,
  }),
);

const asParts = apart({ disaggregate: 'always', kvTransfer: 'whole' });

/** Where prompts and answers part, nobody goes on from the tokens made. */
const retriedAtLeast = (all: readonly Blow[]): readonly Blow[] =>
  all.map((each) => (each.fate === 'resumed' ? { ...each, fate: 'retried' } : each));

/** Adapters so slow that a prompt is on its way for some hundredths of a second. */
function withSlowAdapters(scenario: CompiledScenario): CompiledScenario {
  const network = { bytesPerSecond: 1e8, latencySeconds: 0.01 };
  return { ...scenario, pools: scenario.pools.map((pool) => ({ ...pool, network })) };
}

/** No run needs as many between two blows: one that runs in circles is stopped here. */
const MOST_EVENTS = 300_000;

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
    if (run.advance({ untilSeconds: seconds, maxEvents: MOST_EVENTS }) === 'done') break;
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
  if (run.advance({ untilSeconds: last, maxEvents: MOST_EVENTS }) !== 'done') {
    for (let i = 0; i < count; i++) run.fleet.open(i, last);
    expect(run.advance({ maxEvents: MOST_EVENTS })).toBe('done');
  }
  const none = { questions: [], nodes: [], racks: [], links: [], calls: [] };
  return { rows, timeseries, replicas, ...none, totals: run.totals() };
}

/** Requests, their time and joules, whatever befell the replicas. */
function conserves(run: RecordedRun, scenario: CompiledScenario): void {
  for (const law of [partsSum, rowsInOrder, systemCounts]) law(run, scenario);
  const offered = sum(run.totals.outcomes, (counts) => sum(counts, (one) => one));
  expect(new Set(run.rows.map((row) => row.request)).size).toBe(offered);
  expect(run.rows.length).toBe(offered);
  const { attributedJoules, idleJoules, totalJoules } = run.totals.wholeRun;
  const busy = sum(run.replicas, (each) => each.prefillJoules + each.decodeJoules);
  expect(busy / Math.max(attributedJoules, 1e-9)).toBeCloseTo(busy > 0 ? 1 : 0, 9);
  expect((attributedJoules + idleJoules) / totalJoules).toBeCloseTo(1, 9);
}

/** The same in stretches, which must equal the run step by step. */
function beatenBothWays(scenario: CompiledScenario, all: readonly Blow[]): RecordedRun {
  const run = beaten(withEngines(scenario, { stepping: 'stretched' }), all);
  const stepwise = beaten(withEngines(scenario, { stepping: 'stepwise' }), all);
  expect({ ...stepwise.totals, events: 0 }).toEqual({ ...run.totals, events: 0 });
  expect(stepwise.rows).toEqual(run.rows);
  expect(stepwise.replicas).toEqual(run.replicas);
  expect(stepwise.timeseries).toEqual(run.timeseries);
  return run;
}

describe('replicas that fail, drain and come back', () => {
  it('lose no request and no joule, and split no time wrongly, stretched as stepwise', () => {
    const met = { runs: 0, retried: 0, failed: 0, expired: 0, waited: 0 };
    fc.assert(
      fc.property(anyDraft(), blows, (draft, all) => {
        const scenario = compileDraft(draft);
        const run = beatenBothWays(scenario, all);
        conserves(run, scenario);
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

  it('do so where prompts and answers part, and lose what was between two', () => {
    const met = { runs: 0, again: 0, elsewhere: 0, waited: 0, failed: 0, expired: 0 };
    fc.assert(
      fc.property(anyDraft(), blows, (draft, all) => {
        const plain = draft.pools.map(({ parallelism: _, ...pool }) => pool);
        const parted = asParts(twofold({ ...draft, pools: plain } as typeof draft));
        const compiled = compileChaos(parted);
        fc.pre(compiled !== null);
        const scenario = withSlowAdapters(compiled);
        const kept = retriedAtLeast(all);
        const run = beatenBothWays(scenario, kept);
        conserves(run, scenario);
        met.runs++;
        const has = (test: (row: RecordedRow) => boolean) => (run.rows.some(test) ? 1 : 0);
        const moved = ({ transferSeconds, attempts }: RecordedRow) =>
          transferSeconds > 0 && attempts > 1;
        met.again += has((row) => moved(row) && row.preemptedSeconds > 0);
        met.elsewhere += has((row) => moved(row) && row.preemptedSeconds === 0);
        met.waited += has((row) => row.transferSeconds > 0.5);
        met.failed += has((row) => row.outcome === 'failed' && row.transferSeconds > 0);
        met.expired += has((row) => row.outcome === 'expired' && row.transferSeconds > 0);
      }),
      { numRuns: 45, seed },
    );
    for (const count of Object.values(met)) expect(count, JSON.stringify(met)).toBeGreaterThan(2);
  });

  it('do so where images are encoded apart, and encode anew what was lost on its way', () => {
    const met = { runs: 0, retried: 0, elsewhere: 0, failed: 0 };
    const parts = fc.tuple(anyDraft(), anyImages, fc.boolean());
    fc.assert(
      fc.property(parts, blows, ([draft, seeing, parted], all) => {
        const plain = draft.pools.map(({ parallelism: _, ...pool }) => pool);
        const twice = twofold({ ...draft, pools: plain } as typeof draft);
        const compiled = compileChaos(twofold(seeing(parted ? asParts(twice) : twice)));
        fc.pre(compiled?.groups.some(({ embeddings }) => embeddings !== undefined) === true);
        const scenario = withSlowAdapters(compiled!);
        const run = beaten(withEngines(scenario, { stepping: 'stretched' }), retriedAtLeast(all));
        const stepwise = beaten(
          withEngines(scenario, { stepping: 'stepwise' }),
          retriedAtLeast(all),
        );
        expect({ ...stepwise.totals, events: 0 }).toEqual({ ...run.totals, events: 0 });
        expect(stepwise.rows).toEqual(run.rows);
        expect(stepwise.replicas).toEqual(run.replicas);
        expect(stepwise.timeseries).toEqual(run.timeseries);
        conserves(run, scenario);
        met.runs++;
        const sees = ({ workload }: RecordedRow) =>
          scenario.workloads[workload]!.images !== undefined;
        const has = (test: (row: RecordedRow) => boolean) =>
          run.rows.some((row) => sees(row) && row.transferSeconds > 0 && test(row)) ? 1 : 0;
        met.retried += has((row) => row.outcome === 'completed' && row.preemptedSeconds > 0);
        met.elsewhere += has((row) => row.attempts > 1 && row.preemptedSeconds === 0);
        met.failed += has((row) => row.outcome === 'failed');
      }),
      { numRuns: 30, seed, maxSkipsPerRun: 20 },
    );
    for (const count of Object.values(met)) expect(count, JSON.stringify(met)).toBeGreaterThan(2);
  });

  it('do so by a scenario, at random or by its clock', () => {
    const met = { interruptions: 0, recoveries: 0, lost: 0, replayed: 0, slow: 0, upgraded: 0 };
    fc.assert(
      fc.property(anyDraft(), fc.array(failure, { minLength: 1, maxLength: 4 }), (draft, all) => {
        const failures = all.map(({ pool, ...rest }) => ({
          ...rest,
          pool: draft.pools[pool % draft.pools.length]!.name,
        }));
        const scenario = compileDraft({ ...draft, failures } as typeof draft);
        const run = record(withEngines(scenario, { stepping: 'stretched' }));
        const stepwise = record(withEngines(scenario, { stepping: 'stepwise' }));
        expect({ ...stepwise.totals, events: 0 }).toEqual({ ...run.totals, events: 0 });
        expect(stepwise.rows).toEqual(run.rows);
        expect(stepwise.replicas).toEqual(run.replicas);
        expect(stepwise.timeseries).toEqual(run.timeseries);
        conserves(run, scenario);
        const { availability } = run.totals;
        expect(availability!.servingSeconds).toBeLessThanOrEqual(
          availability!.replicaSeconds * (1 + 1e-12),
        );
        const attempts = sum(run.rows, (row) => row.attempts - 1);
        expect(attempts).toBeLessThanOrEqual(availability!.lostRequests);
        met.interruptions += availability!.interruptions;
        met.recoveries += availability!.recoveries;
        met.lost += availability!.lostRequests;
        met.replayed += availability!.replayedTokens > 0 ? 1 : 0;
        met.slow += all.some(({ kind }) => kind === 'slow-gpu') ? 1 : 0;
        met.upgraded += all.some(({ kind }) => kind === 'upgrade') ? 1 : 0;
      }),
      { numRuns: 120, seed },
    );
    for (const count of Object.values(met)) expect(count, JSON.stringify(met)).toBeGreaterThan(12);
  });
});
