import { describe, expect, it } from 'vitest';
import { betaAbility } from '../../src/quality/ability.ts';
import { type StopTable, sampleCounts, stateOf } from '../../src/quality/learned-stop.ts';
import { createMajorityVote } from '../../src/quality/majority-vote.ts';
import { expectedOver, populationOf } from '../../src/quality/population.ts';
import { record } from '../property/recorded-run.ts';
import { concentration, LARGE, passAt1, thinkingScenario } from './thinking-scenario.ts';

const requests = 2000;
const maxSamples = 12;
const population = populationOf(betaAbility(passAt1, concentration));
/** All wrong samples agree: then the votes for two answers say all. */
const task = {
  abilities: [{ model: LARGE, passAt1, concentration }],
  wrongAnswers: { concentration: 1, count: 1 },
};
const scenario = (more: object = {}, seed = 1) =>
  thinkingScenario({
    ...{ requests, ratePerSecond: 30, replicas: 2, task },
    strategy: { kind: 'learned', maxSamples, price: 0.01, ...more },
    more: { seed },
  });
const tableOf = ({ workloads }: ReturnType<typeof scenario>): StopTable => {
  const program = workloads[0]!.strategy!.program;
  if (program.kind !== 'learned') throw new Error(program.kind);
  return program.table;
};

/** Chance to be right and mean samples of a table, by the walk over votes for the right and for the wrong answer. */
function walk(
  table: StopTable,
  chance: number,
): { readonly right: number; readonly samples: number } {
  const at = (right: number, wrong: number): { right: number; samples: number } => {
    const asked = right + wrong;
    const state = stateOf(table, asked, [Math.max(right, wrong), Math.min(right, wrong)], false);
    const wanted = Math.max(sampleCounts[table.actions[state]!]!, asked === 0 ? 1 : 0);
    const count = Math.min(wanted, maxSamples - asked);
    if (count === 0)
      return { right: right > wrong ? 1 : right === wrong ? 0.5 : 0, samples: asked };
    const sum = { right: 0, samples: 0 };
    for (let more = 0; more <= count; more++) {
      const ways = binomial(count, more) * chance ** more * (1 - chance) ** (count - more);
      const then = at(right + more, wrong + count - more);
      sum.right += ways * then.right;
      sum.samples += ways * then.samples;
    }
    return sum;
  };
  return at(0, 0);
}

function binomial(of: number, chosen: number): number {
  return chosen === 0 ? 1 : (binomial(of - 1, chosen - 1) * of) / chosen;
}

describe('a learned strategy', () => {
  const compiled = scenario();
  const table = tableOf(compiled);
  const law = {
    right: expectedOver(population, (chance) => walk(table, chance).right),
    samples: expectedOver(population, (chance) => walk(table, chance).samples),
  };

  it('is right and samples as often as its table says, on problems that lessons never had', () => {
    const { rows } = record(compiled);
    const right = rows.filter(({ fate }) => fate === 'right').length / requests;
    const samples = rows.reduce((sum, { calls }) => sum + calls!, 0) / requests;
    expect(Math.abs(right - law.right)).toBeLessThan(2 / Math.sqrt(requests));
    expect(Math.abs(samples - law.samples)).toBeLessThan((2 * maxSamples) / Math.sqrt(requests));
  });

  it('saves a third of the samples of a vote of as many, and is right as often', () => {
    const vote = createMajorityVote(maxSamples, Float64Array.of(1));
    expect(law.samples).toBeLessThan((2 / 3) * maxSamples);
    expect(law.right).toBeGreaterThan(expectedOver(population, vote) - 0.015);
  });

  it('learned from seeds of its own', () => {
    expect(tableOf(scenario({}, 2)).actions).toEqual(table.actions);
    expect(tableOf(scenario({ trainingSeed: 2 })).actions).not.toEqual(table.actions);
  });

  it('asks for less while the cluster is busy, where it looks', () => {
    const queue = { features: ['votes', 'spent', 'queue'], busyPrice: 8 };
    const callsOf = (busyFrom: number) =>
      record(scenario({ ...queue, busyFrom })).rows.reduce((sum, { calls }) => sum + calls!, 0);
    expect(callsOf(1)).toBeLessThan(0.8 * callsOf(1e9));
  });
});
