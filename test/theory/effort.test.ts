import { describe, expect, it } from 'vitest';
import { betaAbility } from '../../src/quality/ability.ts';
import { effortAround, effortShift } from '../../src/quality/effort.ts';
import { shiftChance } from '../../src/quality/logit.ts';
import { expectedOver, populationOf } from '../../src/quality/population.ts';
import { record } from '../property/recorded-run.ts';
import { concentration, LARGE, passAt1, thinkingScenario } from './thinking-scenario.ts';

const requests = 1000;
const natural = 20;

/** Requests whose answers have {@link natural} tokens at an effort of 1. */
function rowsOf(effort: number, maxTokens?: number, strategy?: object) {
  const ability = { model: LARGE, passAt1, concentration, thinkingTokens: 100 };
  const workload = {
    outputTokens: { distribution: 'fixed', value: natural },
    ...(maxTokens !== undefined && { maxTokens }),
  };
  const task = { abilities: [{ ...ability, logitPerDoubling: 1 }], effort };
  const of = { requests, ratePerSecond: 40, replicas: 2, workload, task };
  return record(
    thinkingScenario({ ...of, ...(strategy !== undefined && { strategy: { ...strategy } }) }),
  ).rows;
}

const fates = (rows: ReturnType<typeof rowsOf>) =>
  rows.toSorted((a, b) => a.request - b.request).map(({ fate }) => fate);

describe('effort', () => {
  it('is paid for in tokens and credited by its curve where nothing cuts it off', () => {
    const rows = rowsOf(4);
    expect(new Set(rows.map(({ outputTokens }) => outputTokens))).toEqual(new Set([4 * natural]));
    const shift = effortShift(effortAround(100, 1), 400);
    const law = expectedOver(populationOf(betaAbility(passAt1, concentration)), (chance) =>
      shiftChance(chance, shift),
    );
    const right = rows.filter(({ fate }) => fate === 'right').length / requests;
    expect(Math.abs(right - law)).toBeLessThan(2 / Math.sqrt(requests));
  });

  it.each([
    ['one call', undefined],
    ['a vote', { kind: 'majority-vote', samples: 3 }],
  ])('adds nothing that is not made: %s', (_, strategy) => {
    const plain = fates(rowsOf(1, undefined, strategy));
    expect(fates(rowsOf(4, natural, strategy))).toEqual(plain);
    const twice = fates(rowsOf(2, undefined, strategy));
    expect(fates(rowsOf(4, 2 * natural, strategy))).toEqual(twice);
    expect(twice).not.toEqual(plain);
  });
});
