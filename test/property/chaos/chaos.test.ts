import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compileScenario } from '../../../src/compile/compile.ts';
import type { CompiledScenario } from '../../../src/compile/compiled.ts';
import type { Outcome } from '../../../src/record/outcome.ts';
import { parseScenario } from '../../../src/scenario/parse.ts';
import { type Law, lawsOfEveryRun } from '../laws.ts';
import { anyDraft, type Draft, seed } from '../random-scenario.ts';
import { type RecordedRun, record, withEngines } from '../recorded-run.ts';
import { type Twist, type TwistName, twistNames, twists } from './twists.ts';

const RUNS = 1000;
const laws: readonly Law[] = Object.values(lawsOfEveryRun);

/** A scenario with every feature that a coin picked for it. */
const anyChaos = fc
  .tuple(anyDraft(), fc.record(mapTwists((twist) => rarely(twist))))
  .map(([draft, drawn]) => {
    const chosen = twistNames.filter((name) => drawn[name] !== null);
    return { draft: chosen.reduce<Draft>((each, name) => drawn[name]!(each), draft), chosen };
  });

function rarely<T>(arbitrary: fc.Arbitrary<T>): fc.Arbitrary<T | null> {
  return fc.oneof({ weight: 3, arbitrary: fc.constant(null) }, { weight: 1, arbitrary });
}

function mapTwists<T>(make: (twist: fc.Arbitrary<Twist>) => T): Record<TwistName, T> {
  const made = twistNames.map((name) => [name, make(twists[name])] as const);
  return Object.fromEntries(made) as Record<TwistName, T>;
}

/** Null where two features are refused together. */
function compileChaos(draft: Draft): CompiledScenario | null {
  const result = parseScenario(JSON.stringify(draft), { file: 'chaos.json' });
  return result.ok ? compileScenario(result.scenario, { traces: {} }) : null;
}

const tables = ({ rows, timeseries, replicas }: RecordedRun) => ({ rows, timeseries, replicas });

const has = (run: RecordedRun, ...outcomes: readonly Outcome[]) =>
  run.rows.some(({ outcome }) => outcomes.includes(outcome));

/** Least shares of runs in which something goes wrong that laws are easily proved without. */
const required: Record<string, { least: number; is: (run: RecordedRun) => boolean }> = {
  preemption: { least: 0.15, is: (run) => run.totals.preemptions > 0 },
  timeout: { least: 0.2, is: (run) => has(run, 'expired') },
  refusal: { least: 0.2, is: (run) => has(run, 'rejected', 'shed') },
  cut: { least: 0.1, is: (run) => has(run, 'in-flight') },
  completion: { least: 0.9, is: (run) => has(run, 'completed') },
};

const seen = {
  runs: 0,
  refused: 0,
  events: Object.fromEntries(Object.keys(required).map((name) => [name, 0])),
  twists: mapTwists(() => 0),
};

function note(run: RecordedRun, chosen: readonly TwistName[]): void {
  seen.runs++;
  for (const name of chosen) seen.twists[name]++;
  for (const [name, { is }] of Object.entries(required)) if (is(run)) seen.events[name]!++;
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
        note(run, chosen);
        for (const law of laws) law(run, scenario);
      }),
      { numRuns: RUNS, seed, maxSkipsPerRun: 20 },
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
      expect(seen.twists[name] / seen.runs, `${name} is rare: ${report}`).toBeGreaterThan(0.05);
    }
    expect(seen.refused / seen.runs, report).toBeLessThan(2);
  });
});
