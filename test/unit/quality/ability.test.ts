import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type Ability,
  betaAbility,
  chanceAt,
  meanAbility,
  passAtK,
  shareBelow,
  unknownShare,
} from '../../../src/quality/ability.ts';
import { logistic, logit, shiftChance } from '../../../src/quality/logit.ts';
import { expectedOver, populationOf } from '../../../src/quality/population.ts';

const mixed: Ability = [
  { share: 0.3, a: 3, b: 1 },
  { share: 0.5, a: 0.5, b: 9 },
];
const abilities = fc
  .tuple(
    fc.double({ min: 0.02, max: 0.98, noNaN: true }),
    fc.double({ min: 0.3, max: 20, noNaN: true }),
    fc.double({ min: 0, max: 0.6, noNaN: true }),
  )
  .map(([mean, concentration, unknown]) => betaAbility(mean, concentration, unknown));

describe('an ability', () => {
  it('has the pass@k that its population has', () => {
    fc.assert(
      fc.property(abilities, fc.integer({ min: 1, max: 300 }), (ability, samples) => {
        const population = populationOf(ability);
        const found = expectedOver(population, (chance) => 1 - (1 - chance) ** samples);
        expect(found).toBeCloseTo(passAtK(ability, samples), 3);
      }),
      { numRuns: 20 },
    );
  });

  it('is its mean at one sample and all that is known at very many', () => {
    expect(passAtK(mixed, 1)).toBeCloseTo(meanAbility(mixed), 12);
    expect(unknownShare(mixed)).toBeCloseTo(0.2, 12);
    expect(passAtK(mixed, 1e12)).toBeCloseTo(0.8, 4);
    expect(passAtK(mixed, 1e12)).toBeLessThan(0.8);
  });

  it('fitted to one and 250 samples at SWE-bench Lite gives what five solved', () => {
    // Brown et al. 2024, arXiv 2407.21787, table 1: 29.62 %.
    expect(passAtK([{ share: 1, a: 0.122, b: 0.645 }], 5)).toBeCloseTo(0.2962, 2);
  });

  it('has easier problems at lower ranks, and nothing beyond what is known', () => {
    for (const ability of [mixed, betaAbility(0.4, 0.9, 0.25)]) {
      let last = 1;
      for (let rank = 0.01; rank < 1; rank += 0.07) {
        const chance = chanceAt(ability, rank);
        expect(chance).toBeLessThanOrEqual(last);
        if (chance > 0) expect(shareBelow(ability, chance, 1 - chance)).toBeCloseTo(1 - rank, 6);
        last = chance;
      }
      expect(last).toBe(0);
    }
  });
});

describe('a shift of a chance', () => {
  it('adds to its logit and leaves certainty alone', () => {
    expect(logit(shiftChance(0.3, 0.7))).toBeCloseTo(logit(0.3) + 0.7, 12);
    expect(logistic(logit(0.85))).toBeCloseTo(0.85, 12);
    expect(logistic(-800)).toBe(0);
    for (const certain of [0, 1]) expect(shiftChance(certain, 5)).toBe(certain);
  });
});
