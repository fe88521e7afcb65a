import { describe, expect, it } from 'vitest';
import { normalQuantile } from '../../src/base/normal-quantile.ts';
import { betaAbility } from '../../src/quality/ability.ts';
import { wrongShares } from '../../src/quality/answers.ts';
import { effortAround, effortShift, usedOverAsked } from '../../src/quality/effort.ts';
import { shiftChance } from '../../src/quality/logit.ts';
import { createMajorityVote } from '../../src/quality/majority-vote.ts';
import { expectedOver, populationOf } from '../../src/quality/population.ts';
import { record } from '../property/recorded-run.ts';
import { concentration, LARGE, passAt1, thinkingScenario } from './thinking-scenario.ts';

const requests = 1000;
const natural = 20;

/** Requests whose answers have {@link natural} tokens at an effort of 1. */
function rowsOf(effort: number, maxTokens?: number, strategy?: object, more: object = {}) {
  const ability = { model: LARGE, passAt1, concentration, thinkingTokens: 100 };
  const workload = {
    outputTokens: { distribution: 'fixed', value: natural },
    ...(maxTokens !== undefined && { maxTokens }),
  };
  const task = { abilities: [{ ...ability, logitPerDoubling: 1 }], effort };
  const of = { requests, ratePerSecond: 40, replicas: 2, workload, task, ...more };
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

describe('an answer that maxTokens cuts off', () => {
  // geometric lengths of mean 20: P(length > k) = (1 − 1/20)^k
  const [mean, maxTokens] = [20, 16];
  const whole = 1 - (1 - 1 / mean) ** maxTokens;
  const population = populationOf(betaAbility(passAt1, concentration));
  const shares = wrongShares(1, 10);
  const cut = (strategy?: object) => {
    const workload = { outputTokens: { distribution: 'geometric', mean }, maxTokens };
    const task = {
      abilities: [{ model: LARGE, passAt1, concentration }],
      wrongAnswers: { concentration: 1, count: 10 },
    };
    const of = { requests, ratePerSecond: 40, replicas: 2, workload, task };
    return record(thinkingScenario({ ...of, ...(strategy && { strategy: { ...strategy } }) })).rows;
  };
  const shareOf = (rows: ReturnType<typeof cut>, fate: string) =>
    rows.filter((row) => row.fate === fate).length / requests;
  const noise = 2 / Math.sqrt(requests);

  it('is none, of a model that does not think first', () => {
    const rows = cut();
    expect(Math.abs(shareOf(rows, 'right') - passAt1 * whole)).toBeLessThan(noise);
    expect(Math.abs(shareOf(rows, 'cut-off') - (1 - whole))).toBeLessThan(noise);
    for (const { fate, outputTokens, confidence, keptTokens } of rows) {
      if (fate !== 'cut-off') continue;
      expect(outputTokens).toBe(maxTokens);
      expect(confidence).toBeNaN();
      expect(keptTokens).toBe(0);
    }
  });

  it('has no vote', () => {
    const samples = 3;
    let law = 0;
    for (let voters = 1; voters <= samples; voters++) {
      const ways = voters === samples ? 1 : samples;
      const chance = ways * whole ** voters * (1 - whole) ** (samples - voters);
      law += chance * expectedOver(population, createMajorityVote(voters, shares));
    }
    const rows = cut({ kind: 'majority-vote', samples });
    expect(Math.abs(shareOf(rows, 'right') - law)).toBeLessThan(noise);
    const none = (1 - whole) ** samples;
    expect(Math.abs(shareOf(rows, 'cut-off') - none)).toBeLessThan(noise);
    expect(shareOf(rows, 'cut-off')).toBeGreaterThan(0);
  });

  it('is a shorter thought, of one that does', () => {
    const rows = rowsOf(1, natural / 2);
    const asked = rowsOf(1, natural / 2, { kind: 'think', budgetTokens: natural / 2 });
    expect(fates(rows)).toEqual(fates(asked));
    const shift = effortShift(effortAround(100, 1), 50);
    const law = expectedOver(population, (chance) => shiftChance(chance, shift));
    expect(Math.abs(shareOf(rows, 'right') - law)).toBeLessThan(noise);
  });
});

describe('a chain of thought that is asked for a length', () => {
  const think = (more: object) => ({ kind: 'think', ...more });
  const used = (rows: ReturnType<typeof rowsOf>) => rows.map(({ outputTokens }) => outputTokens);

  it.each([
    ['low', 0.4],
    ['medium', 1],
    ['high', 1.6],
  ] as const)('of %s effort is the sample of that effort', (effort, times) => {
    const few = { requests: 200 };
    const rows = rowsOf(1, undefined, think({ effort }), few);
    const task = rowsOf(times, undefined, undefined, few);
    expect(used(rows)).toEqual(used(task));
    expect(fates(rows)).toEqual(fates(task));
    expect(rows.every(({ calls }) => calls === 1)).toBe(true);
  });

  it.each([
    ['a budget that is kept', 60, { mean: 1, cv: 0 }],
    ['a budget that is kept about', 60, { mean: 1.3, cv: 0.6 }],
    ['a budget far beyond use', 300, { mean: 1, cv: 0.3 }],
  ])('is right, and as long, as its closed form says: %s', (_, budgetTokens, compliance) => {
    const strategy = think({ budgetTokens, compliance });
    const rows = rowsOf(1, 4096, strategy, { ratePerSecond: 20, replicas: 4 });
    const curve = effortAround(100, 1);
    const population = populationOf(betaAbility(passAt1, concentration));
    const quantiles = 400;
    let [right, ratio] = [0, 0];
    for (let i = 0; i < quantiles; i++) {
      const times = usedOverAsked(compliance, normalQuantile((i + 0.5) / quantiles));
      const shift = effortShift(curve, (100 * budgetTokens * times) / natural);
      right += expectedOver(population, (chance) => shiftChance(chance, shift)) / quantiles;
      ratio += times / quantiles;
    }
    const share = rows.filter(({ fate }) => fate === 'right').length / requests;
    expect(Math.abs(share - right)).toBeLessThan(2 / Math.sqrt(requests));
    expect(ratio).toBeCloseTo(compliance.mean, 1);
    let mean = 0;
    for (const { thought, outputTokens } of rows) {
      expect(thought).toEqual({ chains: 1, askedTokens: budgetTokens, usedTokens: outputTokens });
      mean += outputTokens / budgetTokens / requests;
    }
    // tokens are rounded up
    const error = (4 * compliance.mean * compliance.cv) / Math.sqrt(requests) + 1 / budgetTokens;
    expect(Math.abs(mean - compliance.mean)).toBeLessThan(error);
  });

  it('is thought as far as the client takes it', () => {
    const few = { requests: 200 };
    const cut = rowsOf(1, 40, think({ budgetTokens: 100 }), few);
    const asked = rowsOf(1, 40, think({ budgetTokens: 40 }), few);
    expect(new Set(used(cut))).toEqual(new Set([40]));
    expect(fates(cut)).toEqual(fates(asked));
    expect(cut[0]!.thought).toEqual({ chains: 1, askedTokens: 100, usedTokens: 40 });
  });

  it('takes the time of as many tokens on an idle cluster', () => {
    const workload = {
      promptTokens: { distribution: 'fixed', value: 100 },
      outputTokens: { distribution: 'fixed', value: natural },
    };
    const idle = { requests: 5, ratePerSecond: 1e-4, replicas: 1, workload };
    const [first] = rowsOf(1, undefined, think({ budgetTokens: 50 }), idle);
    let seconds = 0.008 + 20e-6 * 100;
    for (let token = 1; token < 50; token++) seconds += 0.008 + 30e-6 + 2e-9 * (100 + token - 1);
    expect(first!.e2eSeconds).toBeCloseTo(seconds, 9);
  });
});
