import { afterAll, describe, expect, it } from 'vitest';
import type { createRun } from '../../src/engine/run.ts';
import { type Case, makeCase } from './cases.ts';
import { close, exactTimes, firstDifference, totalsDifference } from './compare.ts';
import { MutantEngines } from './mutants.ts';
import { runPlain } from './plain-loop.ts';
import { runProduct } from './product.ts';
import type { PlainResult } from './records.ts';
import { regimeNames } from './regimes.ts';
import { type Rule, rules } from './rules.ts';

/** The differential suite's own cases, one of each regime at a time: a rule whose loss they miss is not under test. */
const seeds = Number(process.env['TAILWATT_SEEDS'] ?? 25);
const suite = Array.from({ length: seeds }, (_, seed) => seed).flatMap((seed) =>
  regimeNames.map((regime) => ({ regime, seed })),
);
/** No case needs as many; a mutant that runs in circles is stopped here. */
const mostEvents = 50_000;

const plainResults = new Map<string, readonly [Case, PlainResult]>();
function plainOf({ regime, seed }: (typeof suite)[number]): readonly [Case, PlainResult] {
  const key = `${regime}, seed ${seed}`;
  const known = plainResults.get(key);
  if (known !== undefined) return known;
  const example = makeCase(regime, seed);
  const result = [example, runPlain(example)] as const;
  plainResults.set(key, result);
  return result;
}

/** What the comparison with the plain loop says of one case; an error counts, since the suite would not pass it. */
function verdict(which: (typeof suite)[number], engine: typeof createRun): string | null {
  const [example, plain] = plainOf(which);
  try {
    const product = runProduct(example, { stepping: 'stretched', engine: bounded(engine) });
    const tolerance = example.exact ? exactTimes : close;
    return firstDifference(plain, product, tolerance) ?? totalsDifference(plain, product.totals);
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

/** An engine that throws when a run goes on for ever. */
function bounded(engine: typeof createRun): typeof createRun {
  return (...choice) => {
    const run = engine(...choice);
    const advance = run.advance.bind(run);
    run.advance = (limit) => {
      if (run.events >= mostEvents) throw new Error(`the run goes on after ${mostEvents} events`);
      return advance({ ...limit, maxEvents: mostEvents });
    };
    return run;
  };
}

const engines = new MutantEngines();
afterAll(() => engines.dispose());

describe('the differential suite', () => {
  it('finds nothing in a copy of the engine with all its rules', async () => {
    const engine = await engines.createRunOf(null);
    const cases = suite.filter(({ seed }) => seed === 0);
    expect(cases.map((which) => verdict(which, engine)).filter((text) => text !== null)).toEqual(
      [],
    );
  });

  it.each(rules)('fails without the rule that $rule', async (rule: Rule) => {
    const engine = await engines.createRunOf(rule);
    const likely = suite.filter(({ regime }) => regime === rule.regime);
    const caught = [...likely, ...suite].find((which) => verdict(which, engine) !== null);
    expect(caught, `none of ${suite.length} cases shows it`).toBeDefined();
  });

  it('refuses a rule whose text is no longer in the source', async () => {
    const gone = { find: 'this text is in no file', replace: '' };
    await expect(engines.createRunOf(gone)).rejects.toThrow('has 0 places');
    const often = { find: 'calendar.clear(', replace: '' };
    await expect(engines.createRunOf(often)).rejects.toThrow(/has \d+ places, not one/);
  });
});
