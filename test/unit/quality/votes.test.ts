import { describe, expect, it } from 'vitest';
import { createAdaptiveVote, isDecided } from '../../../src/quality/adaptive-vote.ts';
import { votingThreshold, wrongShares } from '../../../src/quality/answers.ts';
import { createMajorityVote } from '../../../src/quality/majority-vote.ts';
import { verifierOfAuc } from '../../../src/quality/verifier.ts';
import { createWeightedVote } from '../../../src/quality/weighted-vote.ts';

/** Every sequence of votes, one by one. */
function enumerated(samples: number, chance: number, shares: Float64Array): number {
  const chances = [chance, ...Array.from(shares, (share) => share * (1 - chance))];
  const visit = (left: number, counts: readonly number[], mass: number): number => {
    if (left > 0) {
      return chances.reduce(
        (sum, each, i) => sum + visit(left - 1, counts.with(i, counts[i]! + 1), mass * each),
        0,
      );
    }
    const most = Math.max(...counts);
    const winners = counts.filter((count) => count === most).length;
    return counts[0] === most ? mass / winners : 0;
  };
  return visit(
    samples,
    chances.map(() => 0),
    1,
  );
}

describe('a majority vote', () => {
  const shares = wrongShares(0.4, 3);

  it.each([1, 2, 3, 4, 5, 6])('of %i is what counting every outcome gives', (samples) => {
    const vote = createMajorityVote(samples, shares);
    for (const chance of [0.1, 0.35, 0.8]) {
      expect(vote(chance)).toBeCloseTo(enumerated(samples, chance, shares), 12);
    }
  });

  it('is one sample for one and for two votes, and certain where samples are', () => {
    for (const samples of [1, 2]) expect(createMajorityVote(samples, shares)(0.3)).toBeCloseTo(0.3);
    for (const certain of [0, 1]) expect(createMajorityVote(9, shares)(certain)).toBe(certain);
  });

  it('goes on beyond what is counted out as it was', () => {
    const counted = createMajorityVote(128, wrongShares(0.25));
    const normal = createMajorityVote(129, wrongShares(0.25));
    let sum = 0;
    for (let chance = 0.005; chance < 1; chance += 0.01) {
      const difference = counted(chance) - normal(chance);
      expect(Math.abs(difference)).toBeLessThan(0.04);
      sum += 0.01 * difference;
    }
    expect(Math.abs(sum)).toBeLessThan(0.005);
  });

  it('of very many is right exactly above the threshold', () => {
    const many = createMajorityVote(1e6, shares);
    const threshold = votingThreshold(shares);
    expect(many(threshold + 0.01)).toBeGreaterThan(0.999);
    expect(many(threshold - 0.01)).toBeLessThan(0.001);
  });
});

describe('a weighted vote', () => {
  const shares = wrongShares(0.3);

  it('gains from a verifier, the more the better it is, and is a plain vote under a blind one', () => {
    const at = (auc: number) => createWeightedVote(200, shares, verifierOfAuc(auc))(0.2);
    expect(at(0.5)).toBeCloseTo(createMajorityVote(200, shares)(0.2), 3);
    expect(at(0.7)).toBeGreaterThan(at(0.5));
    expect(at(0.9)).toBeGreaterThan(at(0.7));
    expect(at(1)).toBeCloseTo(1 - 0.8 ** 200, 12);
  });
});

describe('an adaptive vote', () => {
  const rule = { confidence: 0.95, maxSamples: 40 };

  it('is the plain vote where no confidence is enough', () => {
    const shares = Float64Array.of(1);
    const stubborn = createAdaptiveVote({ confidence: 1.1, maxSamples: 15 }, shares);
    expect(stubborn(0.6).samples).toBeCloseTo(15, 9);
    expect(stubborn(0.6).chance).toBeCloseTo(createMajorityVote(15, shares)(0.6), 9);
  });

  it('stops early where answers agree, at nearly the chance of all votes', () => {
    const adaptive = createAdaptiveVote(rule, Float64Array.of(1));
    const easy = adaptive(0.95);
    expect(easy.samples).toBeLessThan(8);
    expect(easy.chance).toBeGreaterThan(0.99);
    expect(adaptive(0.55).samples).toBeGreaterThan(2 * easy.samples);
  });

  it('is decided by four votes to none, and not by three', () => {
    expect(isDecided(4, 0, 0.95)).toBe(true);
    expect(isDecided(3, 0, 0.95)).toBe(false);
  });
});
