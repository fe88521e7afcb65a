import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { CompiledScenario } from '../../../src/compile/compiled.ts';
import type { Outcome } from '../../../src/record/outcome.ts';
import type { StrategySpec } from '../../../src/scenario/thinking.ts';
import { callsSumUp } from '../call-laws.ts';
import { linksCarryAll } from '../fabric-laws.ts';
import { boardsAgree, facilityAccounts, premisesAccounts } from '../facility-laws.ts';
import { type Law, lawsOfEveryRun } from '../laws.ts';
import { seed } from '../random-scenario.ts';
import { type RecordedRun, record, withEngines } from '../recorded-run.ts';
import { anyChaos, compileChaos } from './any-chaos.ts';
import { type TwistName, twistNames } from './twists.ts';

const RUNS = 1000;
const laws: readonly Law[] = [
  ...Object.values(lawsOfEveryRun),
  facilityAccounts,
  premisesAccounts,
  boardsAgree,
  linksCarryAll,
  callsSumUp,
];

const tables = (run: RecordedRun) => ({
  ...run,
  totals: [run.totals.power, run.totals.network],
});

const has = (run: RecordedRun, ...outcomes: readonly Outcome[]) =>
  run.rows.some(({ outcome }) => outcomes.includes(outcome));

/** Whether the replicas of some pool have run steps of more than one model. */
const sharesBusily = ({ totals, replicas }: RecordedRun) => {
  const busyPools = new Set(replicas.filter(({ steps }) => steps > 0).map(({ pool }) => pool));
  return totals.reached.filter(({ sequences }) => sequences > 0).length > busyPools.size;
};

/** Whether requests with images have completed, encoded by a pool of its own or by those that answer. */
const seesImages = (
  { rows }: RecordedRun,
  { groups, workloads }: CompiledScenario,
  isApart: boolean,
) =>
  groups.some(({ embeddings }) => embeddings !== undefined) === isApart &&
  rows.some(({ workload, outcome }) => outcome === 'completed' && workloads[workload]!.images);

/** A program of several calls that some request went through to its end: one run in a thousand at the least. */
const thinks = (kind: StrategySpec['kind']): Required => ({
  least: 0.0009,
  is: ({ rows }, { workloads }) =>
    rows.some(
      ({ calls = 1, outcome, workload }) =>
        calls > 1 && outcome === 'completed' && workloads[workload]!.strategy?.spec.kind === kind,
    ),
});

/** Hardly below the temperature at which all chips that are drawn go off, if they may. */
const SHUTDOWN_CELSIUS = 91.999;

interface Required {
  readonly least: number;
  readonly is: (run: RecordedRun, scenario: CompiledScenario) => boolean;
}

/** Least shares of runs in which something goes wrong that laws are easily proved without, or of what is newly drawn. */
const required: Readonly<Record<string, Required>> = {
  preemption: { least: 0.15, is: (run) => run.totals.preemptions > 0 },
  timeout: { least: 0.2, is: (run) => has(run, 'expired') },
  refusal: { least: 0.2, is: (run) => has(run, 'rejected', 'shed') },
  failure: { least: 0.03, is: ({ totals }) => (totals.availability?.lostRequests ?? 0) > 0 },
  start: { least: 0.05, is: ({ totals }) => (totals.window.scaling?.coldStarts ?? 0) > 0 },
  'wait for a place': {
    least: 0.002,
    is: ({ totals }) => (totals.window.cluster?.pendingStarts ?? 0) > 0,
  },
  transfer: { least: 0.06, is: ({ rows }) => rows.some((row) => row.transferSeconds > 0) },
  'crowded link': {
    least: 0.002,
    is: ({ totals }) =>
      (totals.network?.transferSeconds ?? 0) > 1.01 * (totals.network?.aloneSeconds ?? 1),
  },
  'cable failure': { least: 0.003, is: ({ totals }) => (totals.network?.failures ?? 0) > 0 },
  host: { least: 0.1, is: ({ totals }) => totals.window.host !== undefined },
  facility: { least: 0.1, is: ({ totals }) => totals.facility !== undefined },
  turn: { least: 0.1, is: ({ rows }) => rows.some(({ turn = 0 }) => turn > 0) },
  cancellation: { least: 0.1, is: (run) => has(run, 'cancelled') },
  retry: { least: 0.05, is: (run) => run.questions.some(({ tries }) => tries > 1) },
  'prefix hit': { least: 0.02, is: (run) => run.rows.some((row) => row.cachedTokens > 0) },
  swap: { least: 0.008, is: (run) => run.replicas.some((row) => row.swappedTokens > 0) },
  'turn of another model': { least: 0.01, is: sharesBusily },
  'model that was loaded': {
    least: 0.004,
    is: ({ totals }) => (totals.residency?.loads ?? 0) > 0,
  },
  'adapter that gave its place': {
    least: 0.001,
    is: ({ totals }) => (totals.adapters?.loads ?? 0) > 8 * totals.accelerators,
  },
  'slower boards': {
    least: 0.05,
    is: ({ totals }) => totals.power?.budgets.some((each) => each.governedSeconds > 0) === true,
  },
  'air that comes back': {
    least: 0.002,
    is: ({ totals }) => (totals.power?.heat?.recirculatedKelvin ?? 0) > 0.1,
  },
  'hot chips': {
    least: 0.01,
    is: ({ totals }) => (totals.power?.heat?.throttledReplicas ?? 0) > 0,
  },
  'slower boards of several pools': {
    least: 0.02,
    is: ({ totals }) =>
      totals.power?.budgets.some((each) => each.name === 'row' && each.governedSeconds > 0) ===
      true,
  },
  'chips that went off': {
    least: 0.002,
    is: ({ totals: { power }, replicas }) =>
      power?.heat?.goesOff === true &&
      replicas.some(({ pool, boards }) => pool === 0 && boards!.hottestCelsius > SHUTDOWN_CELSIUS),
  },
  'tier hit': {
    least: 0.012,
    is: (run) => run.replicas.some((r) => r.hostTokens + r.nvmeTokens + r.remoteTokens > 0),
  },
  'roll-back': {
    least: 0.01,
    is: ({ totals }) => /rolled-back|stopped/.test(totals.rollout?.outcome ?? ''),
  },
  promotion: { least: 0.002, is: ({ totals }) => totals.rollout?.outcome === 'promoted' },
  hedge: { least: 0.02, is: ({ totals }) => (totals.hedges?.copies ?? 0) > 0 },
  'hedge that wins': {
    least: 0.01,
    is: ({ totals }) => totals.hedges?.won.some((count) => count > 0) ?? false,
  },
  copy: {
    least: 0.005,
    is: ({ totals: { copies, hedges } }) => (copies?.requests ?? 0) > (hedges?.copies ?? 0),
  },
  'failure where replicas come and go': {
    least: 0.002,
    is: ({ totals }, { pools }) =>
      (totals.availability?.lostRequests ?? 0) > 0 && pools.every(({ scaling }) => scaling),
  },
  'way to a site': {
    least: 0.015,
    is: ({ rows }, { sites }) =>
      sites?.oneWaySeconds !== undefined && rows.some((row) => row.transferSeconds > 0),
  },
  'processes on one chip': {
    least: 0.02,
    is: (run, { pools }) => pools.some(({ sharing }) => sharing) && sharesBusily(run),
  },
  'smaller model on a ladder': {
    least: 0.02,
    is: ({ totals }) =>
      totals.ladders?.some((ladder) => ladder?.rungs.slice(1).some((rung) => rung.requests > 0)) ===
      true,
  },
  cut: { least: 0.1, is: (run) => has(run, 'in-flight') },
  deferral: { least: 0.01, is: ({ totals }) => (totals.deferral?.held ?? 0) > 0 },
  'client that did not wait as long': {
    least: 0.01,
    is: ({ totals }) => (totals.deferral?.gaveUp ?? 0) > 0,
  },
  'user who left': {
    least: 0.05,
    is: ({ opinions = [] }) => opinions.some(({ returns }) => !returns),
  },
  'image encoded where it is read': {
    least: 0.005,
    is: (run, scenario) => seesImages(run, scenario, false),
  },
  'image encoded elsewhere': {
    least: 0.002,
    is: (run, scenario) => seesImages(run, scenario, true),
  },
  ensemble: thinks('ensemble'),
  race: thinks('race'),
  cascade: thinks('cascade'),
  route: thinks('route'),
  refine: thinks('refine'),
  'beam search': thinks('beam-search'),
  'tree search': thinks('tree-search'),
  graph: thinks('graph'),
  agent: thinks('agent'),
  learned: thinks('learned'),
  'strategy that is asked again': {
    least: 0.02,
    is: ({ rows }) => rows.some(({ calls = 1, tries = 1 }) => calls > 1 && tries > 1),
  },
  'answer of several calls': {
    least: 0.02,
    is: (run) => run.rows.some(({ calls = 1 }) => calls > 1),
  },
  completion: { least: 0.8, is: (run) => has(run, 'completed') },
};

const seen = {
  runs: 0,
  refused: 0,
  events: Object.fromEntries(Object.keys(required).map((name) => [name, 0])),
  twists: Object.fromEntries(twistNames.map((name) => [name, 0])) as Record<TwistName, number>,
};

function note(run: RecordedRun, scenario: CompiledScenario, chosen: readonly TwistName[]): void {
  seen.runs++;
  for (const name of chosen) seen.twists[name]++;
  for (const [name, { is }] of Object.entries(required))
    if (is(run, scenario)) seen.events[name]!++;
}

describe('runs of random features together', () => {
  it(`conserve requests, tokens, blocks, seconds and joules over ${RUNS} scenarios`, () => {
    fc.assert(
      fc.property(anyChaos, ({ draft, chosen }) => {
        const scenario = compileChaos(draft);
        if (scenario === null) seen.refused++;
        fc.pre(scenario !== null);
        // a run throws where blocks or sequences are left behind
        const run = record(scenario);
        note(run, scenario!, chosen);
        for (const law of laws) law(run, scenario);
      }),
      // to make an example smaller takes longer than the gate has
      { numRuns: RUNS, seed, maxSkipsPerRun: 20, endOnFailure: true },
    );
  });

  it('are equal, bit for bit, in stretches and step by step', () => {
    fc.assert(
      fc.property(anyChaos, ({ draft }) => {
        const scenario = compileChaos(draft);
        fc.pre(scenario !== null);
        const stepwise = record(withEngines(scenario, { stepping: 'stepwise' }));
        expect(tables(stepwise)).toEqual(tables(record(scenario)));
      }),
      { numRuns: RUNS / 4, seed: seed + 1, maxSkipsPerRun: 20 },
    );
  });

  it('go wrong often enough, in every way', () => {
    const report = JSON.stringify(seen, null, 1);
    expect(seen.runs, report).toBeGreaterThanOrEqual(RUNS);
    for (const [name, { least }] of Object.entries(required)) {
      expect(seen.events[name]! / seen.runs, `${name} is rare: ${report}`).toBeGreaterThan(least);
    }
    for (const name of twistNames) {
      expect(seen.twists[name] / seen.runs, `${name} is rare: ${report}`).toBeGreaterThan(0.015);
    }
    expect(seen.refused / seen.runs, report).toBeLessThan(2);
  });
});
