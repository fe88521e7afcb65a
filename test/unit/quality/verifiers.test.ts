import { describe, expect, it } from 'vitest';
import { betaAbility } from '../../../src/quality/ability.ts';
import { createBestOfN } from '../../../src/quality/best-of-n.ts';
import {
  cascadeChance,
  createCheckedAnswer,
  passedBy,
} from '../../../src/quality/checked-answer.ts';
import { normalDensity } from '../../../src/quality/normal.ts';
import { expectedOver, populationOf } from '../../../src/quality/population.ts';
import { withinReach } from '../../../src/quality/reach.ts';
import { createBeam, rightLeaves } from '../../../src/quality/step-search.ts';
import {
  exactVerifier,
  rightScoredBelow,
  separationOfVotes,
  verifierOfAuc,
  weightMoments,
  wrongScoredBelow,
} from '../../../src/quality/verifier.ts';

describe('a verifier', () => {
  it('scores a right sample above a wrong one as often as its AUC says', () => {
    const verifier = verifierOfAuc(0.8);
    let auc = 0;
    for (let z = -8; z < 8; z += 0.01) {
      auc += 0.01 * normalDensity(z) * wrongScoredBelow(verifier, verifier.separation + z);
    }
    expect(auc).toBeCloseTo(0.8, 4);
    expect(rightScoredBelow(verifier, verifier.separation)).toBeCloseTo(0.5, 6);
  });

  it('that is blind weighs all alike; one without fault weighs the right ones alone', () => {
    const blind = weightMoments(verifierOfAuc(0.5));
    expect(blind.right).toBeCloseTo(0.5, 6);
    expect(blind.wrong).toBeCloseTo(0.5, 6);
    expect(weightMoments(exactVerifier)).toMatchObject({ right: 1, wrong: 0 });
  });

  it('asked many times knows more, up to what its errors share', () => {
    expect(separationOfVotes(1, 1)).toBe(1);
    expect(separationOfVotes(1, 1e9, 0.25)).toBeCloseTo(2, 6);
  });
});

describe('the best of N', () => {
  it('of one, or under a blind verifier, is one sample', () => {
    for (const chance of [0.05, 0.5, 0.97]) {
      expect(createBestOfN(1, verifierOfAuc(0.9))(chance)).toBeCloseTo(chance, 6);
      expect(createBestOfN(50, verifierOfAuc(0.5))(chance)).toBeCloseTo(chance, 5);
    }
  });

  it('of two is a right one, or two where the verifier prefers it', () => {
    const auc = 0.85;
    const found = createBestOfN(2, verifierOfAuc(auc))(0.4);
    expect(found).toBeCloseTo(0.4 ** 2 + 2 * 0.4 * 0.6 * auc, 4);
  });

  it('under an exact checker misses only where all miss', () => {
    expect(createBestOfN(8, exactVerifier)(0.1)).toBeCloseTo(1 - 0.9 ** 8, 12);
  });

  it('turns over where some wrong samples fool the verifier', () => {
    const fooled = verifierOfAuc(0.9, 0.03, 2);
    const at = (samples: number) => createBestOfN(samples, fooled)(0.5);
    expect(at(8)).toBeGreaterThan(at(1));
    expect(at(1000)).toBeLessThan(at(8));
  });
});

describe('a verifier of limited reach', () => {
  it('is blind at the hardest problems', () => {
    const population = populationOf(betaAbility(0.5, 1));
    const picked = createBestOfN(500, verifierOfAuc(0.95));
    const at = (reach: number) =>
      expectedOver(
        population,
        withinReach(reach, picked, (chance) => chance),
      );
    expect(at(0)).toBeCloseTo(0.5, 4);
    expect(at(1)).toBeCloseTo(expectedOver(population, picked), 9);
    expect(at(0.7)).toBeLessThan(at(1));
    expect(at(0.7)).toBeGreaterThan(at(0.4));
  });
});

describe('a step search', () => {
  it('of one expansion is one sample, and a better verifier finds more', () => {
    const beam = (expansions: number, auc: number) =>
      createBeam({ steps: 8, expansions, verifier: verifierOfAuc(auc) })(0.1);
    expect(beam(1, 0.9)).toBeCloseTo(0.1, 5);
    expect(beam(4, 0.6)).toBeGreaterThan(0.1);
    expect(beam(4, 0.9)).toBeGreaterThan(beam(4, 0.6));
  });

  it('whose allotment knows nothing has as many right leaves as samples have', () => {
    expect(rightLeaves(0.2, 10, 0)).toBeCloseTo(0.2, 12);
    expect(rightLeaves(0.2, 10, 0.2)).toBeGreaterThan(0.3);
  });
});

describe('a checked answer', () => {
  const gate = { verifier: verifierOfAuc(0.9), threshold: 1 };

  it('has one fate', () => {
    for (const retries of [0, 1, 5]) {
      const fates = createCheckedAnswer(gate, 2, retries)(0.4);
      const { rightDelivered, wrongDelivered, rightRejected, wrongCaught } = fates;
      expect(rightDelivered + wrongDelivered + rightRejected + wrongCaught).toBeCloseTo(1, 12);
    }
  });

  it('escapes less often after more checks, and is wrongly refused more often', () => {
    const once = createCheckedAnswer(gate, 1, 0)(0.4);
    const thrice = createCheckedAnswer(gate, 3, 0)(0.4);
    expect(thrice.wrongDelivered).toBeLessThan(once.wrongDelivered);
    expect(thrice.rightRejected).toBeGreaterThan(once.rightRejected);
  });

  it('of an exact checker is never wrong', () => {
    expect(createCheckedAnswer({ verifier: exactVerifier, threshold: 0 }, 1, 3)(0.3)).toMatchObject(
      {
        wrongDelivered: 0,
        rightRejected: 0,
        rightDelivered: expect.closeTo(1 - 0.7 ** 4, 12),
      },
    );
  });

  it('escalates what its gate refuses', () => {
    const passed = passedBy(gate);
    const { chance, escalated } = cascadeChance(0.6, 0.9, gate);
    expect(escalated).toBeCloseTo(1 - 0.6 * passed.right - 0.4 * passed.wrong, 12);
    expect(chance).toBeGreaterThan(0.6);
    const sure = { ...gate, threshold: -50 };
    expect(cascadeChance(0.6, 0.9, sure)).toMatchObject({ chance: expect.closeTo(0.6, 9) });
  });
});
