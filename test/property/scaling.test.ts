import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { CompiledScaling, CompiledScenario } from '../../src/compile/compiled.ts';
import { createRun } from '../../src/engine/run.ts';
import { outcomes } from '../../src/record/outcome.ts';
import type { TimeseriesRow } from '../../src/record/port.ts';
import { oneOutcomeEach, partsSum, rowsInOrder, sum, systemCounts } from './laws.ts';
import { anyDraft, compileDraft, seed } from './random-scenario.ts';
import { type RecordedRow, type RecordedRun, record, withEngines } from './recorded-run.ts';

type Spec = CompiledScaling['spec'];

const millis = (min: number, max: number) => fc.integer({ min, max }).map((ms) => ms / 1000);

/** Policies that are quick enough for runs of a second or two. */
const anySpec: fc.Arbitrary<Spec> = fc.oneof(
  fc
    .array(fc.nat(4), { minLength: 2, maxLength: 6 })
    .filter((steps) => steps.some((replicas) => replicas > 0))
    .map((steps): Spec => {
      const at = (i: number) => i * 0.25;
      return {
        policy: 'schedule',
        periodSeconds: at(steps.length),
        steps: steps.map((replicas, i) => ({ atSeconds: at(i), replicas })),
      };
    }),
  fc.record({
    policy: fc.constant('concurrency-target' as const),
    concurrency: fc.integer({ min: 1, max: 6 }),
    targetShare: fc.constantFrom(0.7, 1),
    stableSeconds: millis(50, 400),
    panicSeconds: millis(20, 50),
    panicThreshold: fc.constant(2),
    maxUpRate: fc.constant(1000),
    maxDownRate: fc.constant(2),
    graceSeconds: millis(0, 100),
  }),
  fc.record({
    policy: fc.constant('ongoing-requests' as const),
    target: fc.integer({ min: 1, max: 4 }),
    lookBackSeconds: millis(20, 200),
    upDelaySeconds: millis(0, 50),
    downDelaySeconds: millis(0, 100),
    upFactor: fc.constantFrom(0.5, 1, 3),
    downFactor: fc.constant(1),
  }),
);

const anyScaling: fc.Arbitrary<CompiledScaling> = fc
  .record({
    spec: anySpec,
    min: fc.nat(1),
    max: fc.integer({ min: 1, max: 4 }),
    first: fc.nat(4),
    intervalSeconds: millis(7, 90),
    scrapeDelaySeconds: fc.oneof(fc.constant(0), millis(0, 120)),
    startSeconds: fc.oneof(fc.constant(0), millis(1, 300)),
    startCv: fc.constantFrom(0, 0, 1),
    idlesWhenDown: fc.boolean(),
  })
  .map(({ first, ...scaling }) => ({
    ...scaling,
    initial: Math.min(Math.max(first, scaling.min), scaling.max),
  }));

/** The scenario with replicas that come and go in every pool that alone serves its model. */
function scaled(scenario: CompiledScenario, scaling: CompiledScaling): CompiledScenario {
  const alone = (group: number) => scenario.pools.filter((p) => p.group === group).length === 1;
  let next = 0;
  const pools = scenario.pools.map((pool) => {
    const firstReplica = next;
    const own = alone(pool.group) ? { replicas: scaling.max, scaling } : {};
    const changed = { ...pool, ...own, firstReplica };
    next += changed.replicas;
    return changed;
  });
  const groups = scenario.groups.map(({ model }, group) => ({
    model,
    replicas: pools
      .filter((pool) => pool.group === group)
      .flatMap(({ firstReplica, replicas }) =>
        Array.from({ length: replicas }, (_, i) => firstReplica + i),
      ),
  }));
  const outputs = { ...scenario.outputs, timeseriesSeconds: 0.01 };
  return { ...scenario, pools, groups, outputs };
}

/** Energy of every replica: its steps', and what it drew otherwise. */
function joulesAgree({ totals, replicas }: RecordedRun): void {
  const { attributedJoules, idleJoules, totalJoules } = totals.wholeRun;
  const busy = sum(replicas, (each) => each.prefillJoules + each.decodeJoules);
  expect(busy / Math.max(attributedJoules, 1e-9)).toBeCloseTo(busy > 0 ? 1 : 0, 9);
  const idle = sum(replicas, (each) => each.idleJoules);
  expect(idle).toBeCloseTo(idleJoules, 6);
  if (totalJoules > 0) expect((attributedJoules + idleJoules) / totalJoules).toBeCloseTo(1, 9);
}

describe('replicas that come and go', () => {
  it('lose no request and no joule, and split no time wrongly, stretched as stepwise', () => {
    const met = { runs: 0, starts: 0, atZero: 0, drained: 0, waited: 0, expired: 0 };
    fc.assert(
      fc.property(anyDraft(), anyScaling, (draft, scaling) => {
        const scenario = scaled(compileDraft(draft), scaling);
        const run = record(withEngines(scenario, { stepping: 'stretched' }));
        const stepwise = record(withEngines(scenario, { stepping: 'stepwise' }));
        expect({ ...stepwise.totals, events: 0 }).toEqual({ ...run.totals, events: 0 });
        expect(stepwise.rows).toEqual(run.rows);
        expect(stepwise.replicas).toEqual(run.replicas);
        expect(stepwise.timeseries).toEqual(run.timeseries);
        for (const law of [oneOutcomeEach, partsSum, rowsInOrder, systemCounts]) law(run, scenario);
        joulesAgree(run);
        met.runs++;
        const { scaling: window } = run.totals.window;
        if ((window?.coldStarts ?? 0) > 0) met.starts++;
        const ups = run.timeseries.map(({ replicasUp }) => replicasUp);
        if (ups.includes(0)) met.atZero++;
        if (ups.some((up, i) => up < (ups[i - scenario.pools.length] ?? 0))) met.drained++;
        const has = (test: (row: RecordedRow) => boolean) => (run.rows.some(test) ? 1 : 0);
        met.waited += has((row) => row.queueSeconds > 0.2);
        met.expired += has((row) => row.outcome === 'expired');
      }),
      { numRuns: 80, seed },
    );
    for (const count of Object.values(met)) expect(count, JSON.stringify(met)).toBeGreaterThan(7);
  });

  it('serve for as many seconds as the time series shows them, and are never more than wanted', () => {
    let changes = 0;
    fc.assert(
      fc.property(anyDraft(), anyScaling, (draft, scaling) => {
        const scenario = scaled(compileDraft(draft), {
          ...scaling,
          startSeconds: 0.03,
          startCv: 0,
        });
        const fine = { ...scenario, outputs: { ...scenario.outputs, timeseriesSeconds: 0.001 } };
        const whole = { ...fine.horizon, warmupRequests: 0, warmupSeconds: 0 };
        const { timeseries, totals } = record({ ...fine, horizon: whole });
        const { window } = totals;
        const scales = ({ pool }: TimeseriesRow) => scenario.pools[pool]!.scaling !== undefined;
        const within = timeseries.filter(
          (row) => scales(row) && row.endSeconds <= window.endSeconds,
        );
        const shown = sum(within, (row) => row.replicasUp * (row.endSeconds - row.startSeconds));
        const pools = scenario.pools.length;
        let turns = 2;
        for (let pool = 0; pool < pools; pool++) {
          const own = within.filter((row) => row.pool === pool);
          const turned = own.slice(1).filter((row, i) => row.replicasUp !== own[i]!.replicasUp);
          turns += turned.length;
        }
        changes += turns - 2;
        // each change lies anywhere in its millisecond, and so does the end of the window
        const slack = 0.001 * scaling.max * pools * turns;
        expect(Math.abs((window.scaling?.servingSeconds ?? 0) - shown)).toBeLessThanOrEqual(slack);
        for (const row of within) expect(row.replicasUp).toBeLessThanOrEqual(scaling.max);
      }),
      { numRuns: 40, seed },
    );
    expect(changes).toBeGreaterThan(30);
  });

  it('cut into slices are the same run', () => {
    fc.assert(
      fc.property(anyDraft(), anyScaling, (draft, scaling) => {
        const scenario = scaled(compileDraft(draft), scaling);
        const rows: unknown[] = [];
        const run = createRun(scenario, 0, {
          request: (row) => rows.push({ ...row, outcome: outcomes[row.outcome] }),
          timeseries: () => {},
          replica: () => {},
          gap: () => {},
          gaps: () => {},
        });
        while (run.advance({ maxEvents: 3 }) !== 'done');
        expect(rows).toEqual(record(scenario).rows);
      }),
      { numRuns: 20, seed },
    );
  });
});
