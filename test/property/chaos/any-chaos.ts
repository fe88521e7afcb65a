import fc from 'fast-check';
import { compileScenario } from '../../../src/compile/compile.ts';
import type { CompiledScenario } from '../../../src/compile/compiled.ts';
import { parseScenario } from '../../../src/scenario/parse.ts';
import { anyDraft, type Draft } from '../random-scenario.ts';
import type { Twist } from './twist.ts';
import { apartFrom, type TwistName, twistNames, twists } from './twists.ts';

/** Features of pools, places and money that change little in others, or bar them. */
const seldom: readonly TwistName[] = ['processes', 'sites', 'ladder', 'prices'];

/** A scenario with every feature that a coin picked for it. */
export const anyChaos = fc
  .tuple(anyDraft(), fc.record(mapTwists(withOdds)))
  .map(([draft, drawn]) => {
    const wanted = twistNames.filter((name) => drawn[name] !== null);
    const barred = wanted.flatMap((name) => apartFrom[name] ?? []);
    const chosen = wanted.filter((name) => !barred.includes(name));
    return {
      draft: chosen.reduce<Draft>((each, name) => drawn[name]!(each), cutInTime(draft)),
      chosen,
    };
  });

/**
 * Cut 20 s after the last arrival: whoever takes longer than it is from failure to failure never ends, nor does who
 * waits for a replica that finds no place on a full cluster.
 */
function cutInTime(draft: Draft): Draft {
  const { drain } = draft.horizon;
  if (typeof drain === 'number') return draft;
  return { ...draft, horizon: { ...draft.horizon, drain: '20s' } };
}

/**
 * One time in four; strategies, of which there are many kinds and beside which much is refused, every other time, and
 * some seldom.
 */
function withOdds(arbitrary: fc.Arbitrary<Twist>, name: TwistName): fc.Arbitrary<Twist | null> {
  const weight = name === 'strategies' ? 1 : seldom.includes(name) ? 7 : 3;
  return fc.oneof({ weight, arbitrary: fc.constant(null) }, { weight: 1, arbitrary });
}

function mapTwists<T>(
  make: (twist: fc.Arbitrary<Twist>, name: TwistName) => T,
): Record<TwistName, T> {
  const made = twistNames.map((name) => [name, make(twists[name], name)] as const);
  return Object.fromEntries(made) as Record<TwistName, T>;
}

/** Null where two features are refused together. */
export function compileChaos(draft: Draft): CompiledScenario | null {
  const result = parseScenario(JSON.stringify(draft), { file: 'chaos.json' });
  return result.ok ? compileScenario(result.scenario, { traces: {} }) : null;
}
