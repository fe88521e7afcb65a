import { describe, expect, it } from 'vitest';
import { betaAbility, chanceAt, passAtK } from '../../src/quality/ability.ts';
import { createAdaptiveVote, isDecided } from '../../src/quality/adaptive-vote.ts';
import { wrongShares } from '../../src/quality/answers.ts';
import { createBestOfN } from '../../src/quality/best-of-n.ts';
import { createMajorityVote } from '../../src/quality/majority-vote.ts';
import { expectedOver, populationOf } from '../../src/quality/population.ts';
import { createSamples } from '../../src/quality/samples.ts';
import { verifierOfAuc, voteWeight } from '../../src/quality/verifier.ts';
import { createWeightedVote } from '../../src/quality/weighted-vote.ts';

const REQUESTS = 4000;
const BRANCHES = 16;
const ability = betaAbility(0.5, 0.9, 0.1);
const shares = wrongShares(0.25);
const verifier = verifierOfAuc(0.85, 0.02);
const samples = createSamples(shares, 1, 'quality');
const chances = Array.from({ length: REQUESTS }, (_, request) =>
  chanceAt(ability, samples.difficulty(request)),
);
const answersOf = (request: number) =>
  Array.from({ length: BRANCHES }, (_, branch) =>
    samples.answer(request, branch, chances[request]!),
  );
const scoresOf = (request: number, answers: readonly number[]) =>
  answers.map((answer, branch) =>
    samples.score(request, branch, 0, samples.isRight(request, answer), verifier),
  );

/** The answer of the largest sum of weights; among equal ones the one that was seen first, which says nothing of the truth. */
function heaviest(answers: readonly number[], weights: readonly number[]): number {
  const sums = new Map<number, number>();
  answers.forEach((answer, i) => {
    sums.set(answer, (sums.get(answer) ?? 0) + weights[i]!);
  });
  return [...sums].reduce((best, each) => (each[1] > best[1] ? each : best))[0];
}

const frequency = (isRight: (request: number) => boolean) =>
  chances.filter((_, request) => isRight(request)).length / REQUESTS;
const population = populationOf(ability);
/** Four standard errors at most, of a chance of a half. */
const NOISE = (4 * 0.5) / Math.sqrt(REQUESTS);

describe('what samples say', () => {
  it('is right as often as closed forms have it', () => {
    const covered = frequency((request) =>
      answersOf(request).some((answer) => samples.isRight(request, answer)),
    );
    const voted = frequency((request) => {
      const answers = answersOf(request);
      return samples.isRight(
        request,
        heaviest(
          answers,
          answers.map(() => 1),
        ),
      );
    });
    const best = frequency((request) => {
      const answers = answersOf(request);
      const scores = scoresOf(request, answers);
      return samples.isRight(request, answers[scores.indexOf(Math.max(...scores))]!);
    });
    const weighted = frequency((request) => {
      const answers = answersOf(request);
      const weights = scoresOf(request, answers).map((score) => voteWeight(verifier, score));
      return samples.isRight(request, heaviest(answers, weights));
    });
    const near = (found: number, expected: number, allowed = 0) =>
      expect(Math.abs(found - expected)).toBeLessThan(NOISE + allowed);
    near(covered, passAtK(ability, BRANCHES));
    near(voted, expectedOver(population, createMajorityVote(BRANCHES, shares)));
    near(best, expectedOver(population, createBestOfN(BRANCHES, verifier)));
    near(weighted, expectedOver(population, createWeightedVote(BRANCHES, shares, verifier)), 0.02);
    // The order of the four is that of theory, at these very problems.
    expect(covered).toBeGreaterThan(weighted);
    expect(weighted).toBeGreaterThan(voted);
  });

  it('stops an adaptive vote when its closed form does', () => {
    const rule = { confidence: 0.95, maxSamples: BRANCHES };
    const two = createSamples(Float64Array.of(1), 1, 'two answers');
    const law = createAdaptiveVote(rule, Float64Array.of(1));
    let taken = 0;
    const right = frequency((request) => {
      const counts = new Map<number, number>();
      for (let branch = 0; branch < BRANCHES; branch++) {
        const answer = two.answer(request, branch, chances[request]!);
        counts.set(answer, (counts.get(answer) ?? 0) + 1);
        taken += 1;
        const [first = 0, second = 0] = [...counts.values()].sort((a, b) => b - a);
        if (isDecided(first, second, rule.confidence)) break;
      }
      const [best] = [...counts].reduce((most, each) => (each[1] > most[1] ? each : most));
      return two.isRight(request, best);
    });
    expect(Math.abs(right - expectedOver(population, (p) => law(p).chance))).toBeLessThan(NOISE);
    const expected = expectedOver(population, (p) => law(p).samples);
    expect(Math.abs(taken / REQUESTS / expected - 1)).toBeLessThan(0.05);
  });

  it('names the right answer with every id alike', () => {
    const counts = new Float64Array(shares.length + 1);
    for (let request = 0; request < REQUESTS; request++) {
      for (let id = 0; id < counts.length; id++) {
        if (samples.isRight(request, id)) counts[id]! += 1;
      }
    }
    const expected = REQUESTS / counts.length;
    expect(counts.reduce((sum, count) => sum + count, 0)).toBe(REQUESTS);
    for (const count of counts)
      expect(Math.abs(count - expected)).toBeLessThan(5 * Math.sqrt(expected));
  });
});
