import { describe, expect, it } from 'vitest';
import { attackChance, burntTokens } from '../../../src/quality/adversarial.ts';
import { compressedScore, compressionShifts } from '../../../src/quality/compression.ts';
import { calibrationError, confidentlyWrong } from '../../../src/quality/confidence.ts';
import {
  chanceOfFinding,
  chanceOfHit,
  examplesShift,
  foundShift,
  groundingShift,
} from '../../../src/quality/context.ts';
import {
  FIRST_ORDER_EXPONENT,
  frechetDistance,
  stepQualityThrough,
} from '../../../src/quality/diffusion.ts';
import {
  continuedTokens,
  defaultLengthSpread,
  effortAround,
  effortShift,
  meanLogLength,
} from '../../../src/quality/effort.ts';
import {
  caredStep,
  halfLifeSteps,
  horizonChance,
  repeatedStep,
  stepEnds,
  withinTries,
} from '../../../src/quality/horizon.ts';
import { ndcg, orderByScore } from '../../../src/quality/ranking.ts';
import { effectiveSamples, refinedChance } from '../../../src/quality/refine.ts';
import { chanceOfDeep } from '../../../src/quality/route.ts';

describe('effort', () => {
  const curve = effortAround(1000, 0.5);

  it('adds a logit per doubling, saturates, then hurts', () => {
    expect(effortShift(curve, 1000)).toBe(0);
    expect(effortShift(curve, 2000)).toBeCloseTo(0.5, 12);
    expect(effortShift(curve, 4000)).toBeCloseTo(0.5 * Math.log2(2.25), 12);
    expect(effortShift(curve, 16_000)).toBeCloseTo(0.5 * Math.log2(2.25) - 1, 12);
    expect(continuedTokens(1000, 2)).toBeCloseTo(1400, 9);
  });

  it('leaves hard problems with longer chains', () => {
    expect(meanLogLength(0.1, defaultLengthSpread)).toBeGreaterThan(
      meanLogLength(0.9, defaultLengthSpread),
    );
  });
});

describe('revisions', () => {
  it('follow the recurrence', () => {
    const revision = { breaks: 0.02, fixes: 0.06 };
    let chance = 0.2;
    for (let round = 1; round <= 20; round++) {
      chance = chance * (1 - revision.breaks) + (1 - chance) * revision.fixes;
      expect(refinedChance(0.2, round, revision)).toBeCloseTo(chance, 12);
    }
    expect(refinedChance(0.2, 5, { breaks: 0, fixes: 0 })).toBe(0.2);
    expect(effectiveSamples(1)).toBe(1);
    expect(effectiveSamples(1e9)).toBeCloseTo(1 / 0.3, 6);
  });
});

describe('a router', () => {
  it.each([0, 0.5, 3])('with an error of %d sends the share that it is told', (error) => {
    let share = 0;
    for (let u = 0.0005; u < 1; u += 0.001) share += 0.001 * chanceOfDeep(u, 0.3, error);
    expect(share).toBeCloseTo(0.3, 3);
    expect(chanceOfDeep(0.95, 0.3, error)).toBeGreaterThan(chanceOfDeep(0.05, 0.3, error));
  });
});

describe('context', () => {
  const grounding = { firstHit: 0.4, precision: 0.3, hitLogit: 2, noiseLogit: 0.15 };

  it('helps while documents find what is needed, then distracts', () => {
    expect(chanceOfHit(0.4, 1)).toBeCloseTo(0.4, 12);
    expect(groundingShift(grounding, 10)).toBeGreaterThan(groundingShift(grounding, 1));
    expect(groundingShift(grounding, 1000)).toBeLessThan(groundingShift(grounding, 10));
    const found = chanceOfHit(0.4, 10) * (foundShift(grounding, 10, true) - 2);
    const missed = (1 - chanceOfHit(0.4, 10)) * foundShift(grounding, 10, false);
    expect(foundShift(grounding, 10, false)).toBeCloseTo(-0.15 * 3, 12);
    expect(found + missed + 2 * chanceOfHit(0.4, 10)).toBeCloseTo(
      groundingShift(grounding, 10),
      12,
    );
    expect(chanceOfFinding(0.4, 1, 2)).toBeCloseTo(0.64, 12);
    expect(examplesShift(7, 0.1, 100)).toBeCloseTo(0.3, 12);
    expect(examplesShift(1000, 0.1, 100)).toBe(examplesShift(100, 0.1, 100));
  });
});

describe('long tasks', () => {
  it('succeed in all steps or not at all', () => {
    const step = caredStep(0.98, { noticed: 0.5, repaired: 0.8 });
    expect(step).toBeCloseTo(0.988, 12);
    expect(horizonChance(step, halfLifeSteps(step))).toBeCloseTo(0.5, 12);
    expect(halfLifeSteps(1)).toBe(Infinity);
  });

  it('do steps anew that a tool refuses, within so many tries', () => {
    const tool = { works: 0.8, notices: 0.5 };
    const left = repeatedStep(0.9, tool);
    expect(left).toBeCloseTo(caredStep(0.9, { noticed: 0.5, repaired: left }), 12);
    const ends = stepEnds(0.9, tool);
    expect(ends).toBeCloseTo(0.8 * 0.95, 12);
    expect(withinTries(3, 2, ends)).toBe(0);
    expect(withinTries(3, 3, ends)).toBeCloseTo(ends ** 3, 12);
    expect(withinTries(2, 4, 0.5)).toBeCloseTo(11 / 16, 12);
    expect(withinTries(3, 500, ends)).toBeCloseTo(1, 12);
  });
});

describe('compression', () => {
  it('takes a logit from a score, less from a large model', () => {
    expect(compressedScore(0.7, 'bf16', 8e9)).toBe(0.7);
    expect(compressedScore(0.7, 'int4', 8e9)).toBeLessThan(compressedScore(0.7, 'int4', 70e9));
    for (const { small, large } of Object.values(compressionShifts)) {
      expect(small).toBeLessThanOrEqual(large);
    }
  });
});

describe('denoising steps', () => {
  it('approach the floor of the model through two measured points', () => {
    const quality = stepQualityThrough(FIRST_ORDER_EXPONENT, [10, 14], [100, 4]);
    expect(frechetDistance(quality, 10)).toBeCloseTo(14, 9);
    expect(frechetDistance(quality, 100)).toBeCloseTo(4, 9);
    expect(frechetDistance(quality, 1e9)).toBeCloseTo(quality.floor, 9);
  });
});

describe('a ranking', () => {
  it('has the gain of its order over that of the best', () => {
    expect(ndcg([3, 2, 1, 0], 4)).toBe(1);
    expect(ndcg([0, 1], 2)).toBeCloseTo(1 / Math.log2(3), 12);
    expect(ndcg([0, 0], 2)).toBe(1);
    expect(orderByScore([1, 3, 3, 2])).toEqual([1, 2, 3, 0]);
  });
});

describe('confidence', () => {
  const answers = [
    { confidence: 0.9, right: true },
    { confidence: 0.9, right: false },
    { confidence: 0.2, right: false },
  ];

  it('is held against what was right', () => {
    expect(calibrationError(answers)).toBeCloseTo((0.8 + 0.2) / 3, 12);
    expect(calibrationError([])).toBe(0);
    expect(confidentlyWrong(answers, 0.8)).toBeCloseTo(1 / 3, 12);
  });
});

describe('an attack', () => {
  it('succeeds less often against more passes, down to what all fall for', () => {
    const attack = { success: 0.3, systematic: 0.4 };
    expect(attackChance(attack, 1)).toBeCloseTo(0.3, 12);
    expect(attackChance(attack, 5)).toBeLessThan(attackChance(attack, 3));
    expect(attackChance(attack, 101)).toBeCloseTo(0.12, 3);
    expect(burntTokens(500, 40, 4096)).toBe(4096);
  });
});
