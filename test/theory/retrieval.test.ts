import { describe, expect, it } from 'vitest';
import { betaAbility } from '../../src/quality/ability.ts';
import { chanceOfFinding, examplesShift, foundShift } from '../../src/quality/context.ts';
import { shiftChance } from '../../src/quality/logit.ts';
import { expectedOver, populationOf } from '../../src/quality/population.ts';
import { starvedTool } from '../../src/summary/tool-use.ts';
import { type RecordedRun, record } from '../property/recorded-run.ts';
import {
  concentration,
  passAt1,
  type ThinkingCase,
  thinkingScenario,
} from './thinking-scenario.ts';

const fixed = (value: number) => ({ distribution: 'fixed', value });
const searchOf = (time: unknown, concurrency: number | 'unlimited' = 'unlimited') => ({
  tools: [{ name: 'store', time, concurrency }],
  outputs: { timeseries: 'none', calls: true },
});
const retrieve = (more: object = {}) => ({
  ...{ kind: 'retrieve', tool: 'store', documents: 4, documentTokens: fixed(30), ...more },
});
const run = (of: ThinkingCase): RecordedRun => record(thinkingScenario(of));

describe('an answer on what was retrieved', () => {
  const requests = 500;
  const population = populationOf(betaAbility(passAt1, concentration));
  const fast = {
    ...{ requests, ratePerSecond: 20, replicas: 2 },
    more: searchOf('10ms'),
    workload: { outputTokens: fixed(3) },
  };

  it.each([
    ['one search', {}],
    ['a search that never finds anything', { hitRate: 0, noiseLogit: 1 }],
    ['rounds of noisy searches', { rounds: 3, hitRate: 0.1, precision: 0.2, noiseLogit: 0.4 }],
    [
      'examples alone',
      { hitLogit: 0, noiseLogit: 0, examples: { count: 15, logitPerDoubling: 0.5 } },
    ],
  ])('is right as often as the closed form says: %s', (_, more) => {
    const of = { hitRate: 0.45, precision: 0.5, hitLogit: 2, noiseLogit: 0.15, rounds: 1, ...more };
    const { examples } = more as { readonly examples?: { readonly logitPerDoubling: number } };
    const shown = examples === undefined ? 0 : examplesShift(15, examples.logitPerDoubling, 64);
    const found = chanceOfFinding(of.hitRate, 4, of.rounds);
    const right = (isFound: boolean) =>
      expectedOver(population, (chance) =>
        shiftChance(chance, foundShift(of, 4 * of.rounds, isFound) + shown),
      );
    const law = found * right(true) + (1 - found) * right(false);
    const { rows } = run({ ...fast, strategy: retrieve(more) });
    const share = rows.filter(({ fate }) => fate === 'right').length / requests;
    // four standard errors of a share of a half
    expect(Math.abs(share - law)).toBeLessThan(2 / Math.sqrt(requests));
    for (const { calls } of rows) expect(calls).toBe(of.rounds);
  });

  it('is none where its documents have outgrown the context, and is counted so', () => {
    const documents = 4 * 25_000;
    const context = 131_072;
    const workload = {
      promptTokens: { distribution: 'uniform', min: 20, max: 60_000 },
      outputTokens: fixed(3),
    };
    const strategy = retrieve({ documentTokens: fixed(25_000) });
    const of = { requests: 40, ratePerSecond: 0.01, more: searchOf('10ms') };
    const { rows } = run({ ...of, workload, strategy });
    const outgrown = rows.filter(({ fate }) => fate === 'outgrown');
    expect(outgrown.length).toBeGreaterThan(5);
    expect(outgrown.length).toBeLessThan(35);
    for (const { fate, askedTokens, outcome } of rows) {
      expect(fate === 'outgrown').toBe(askedTokens! + documents > context);
      expect(outcome).toBe('completed');
    }
  });

  it('waits for its searches, and reads the question and all documents, of which a prefix cache has what was read', () => {
    const [prompt, output, rounds, query] = [100, 50, 3, 7];
    const workload = { promptTokens: fixed(prompt), outputTokens: fixed(output) };
    const strategy = retrieve({ rounds, queryTokens: query });
    const idle = { requests: 10, ratePerSecond: 1e-4, workload, strategy };
    const cold = run({ ...idle, engine: { prefixCache: false }, more: searchOf('2s') });
    let seconds = 2 * rounds;
    let tokens = prompt;
    for (let round = 1; round <= rounds; round++) {
      tokens += 4 * 30;
      seconds += 0.008 + 20e-6 * tokens;
      const made = round === rounds ? output : query;
      for (let token = 1; token < made; token++)
        seconds += 0.008 + 30e-6 + 2e-9 * (tokens + token - 1);
      if (round < rounds) tokens += query;
    }
    for (const row of cold.rows) {
      expect(row.e2eSeconds).toBeCloseTo(seconds, 9);
      expect(row.hostSeconds).toBeCloseTo(2 * rounds, 9);
      expect(row.calls).toBe(rounds);
      expect(row.askedTokens).toBe(prompt);
      expect(row.keptTokens).toBe(row.promptTokens + row.outputTokens);
    }
    const answers = cold.calls.filter(({ role }) => role === 'sample');
    expect(new Set(answers.map(({ promptTokens }) => promptTokens))).toEqual(new Set([tokens]));
    const warm = run({ ...idle, more: searchOf('2s') });
    for (const { role, call, promptTokens, cachedTokens } of warm.calls) {
      if (role === 'retrieve' || call === 1) continue;
      // all but what the last search gave back, in whole blocks of 16 tokens
      expect(cachedTokens).toBeLessThanOrEqual(promptTokens - 120);
      expect(cachedTokens).toBeGreaterThan(promptTokens - 120 - 2 * 16);
    }
  });

  it('shares its examples with all others of the workload', () => {
    const workload = { promptTokens: fixed(100), outputTokens: fixed(5) };
    const strategy = retrieve({ examples: { count: 8, tokens: 40 } });
    const idle = { requests: 10, ratePerSecond: 1e-2, workload, strategy, more: searchOf('1s') };
    const { calls } = run(idle);
    const answers = calls.filter(({ role }) => role === 'sample');
    for (const [i, { promptTokens, cachedTokens }] of answers.entries()) {
      expect(promptTokens).toBe(8 * 40 + 100 + 4 * 30);
      expect(cachedTokens).toBe(i === 0 ? 0 : 8 * 40);
    }
  });

  it('names a store that all wait for', () => {
    const more = { ...searchOf('500ms', 2), horizon: { requests: 200, warmup: 0 } };
    const scenario = thinkingScenario({ ratePerSecond: 6, strategy: retrieve(), more });
    const { totals } = record(scenario);
    const [store] = totals.window.tools!;
    expect(store!.uses).toBeGreaterThan(190);
    expect(starvedTool({ totals } as Parameters<typeof starvedTool>[0])).toMatch(
      /of the 2 places of the tool store are taken/,
    );
  });
});
