import { describe, expect, it } from 'vitest';
import { pricesText } from '../../../src/report/prices-text.ts';
import { record } from '../../property/recorded-run.ts';
import { type ThinkingCase, thinkingScenario } from '../../theory/thinking-scenario.ts';

const prices = [{ tier: 'q', input: '1 USD/M', output: '4 USD/M', reasoning: '2 USD/M' }];

function run(of: ThinkingCase) {
  return record(thinkingScenario({ requests: 60, ...of })).rows;
}

describe('what a request is charged', () => {
  it('is its prompt, its answer and what else was made, whatever its calls read', () => {
    const strategy = { kind: 'majority-vote', samples: 5 };
    const alone = run({});
    const voted = run({ strategy, more: { prices } });
    for (const row of voted) {
      const prompt = alone.find(({ request }) => request === row.request)!.promptTokens;
      expect(row.askedTokens).toBe(prompt);
      expect(row.promptTokens).toBe(5 * prompt);
      expect(row.reasoningTokens).toBe(row.outputTokens - row.answerTokens!);
      const ofTokens = prompt + 4 * row.answerTokens! + 2 * row.reasoningTokens!;
      expect(row.priceUsd).toBeCloseTo(ofTokens / 1e6, 15);
    }
    expect(voted.some(({ reasoningTokens = 0 }) => reasoningTokens > 0)).toBe(true);
  });

  it('is less for what a cache had of the prompt', () => {
    const prefix = { tokens: 40, groups: 2, skew: 0 };
    const [input, cachedInput] = [1, 0.25];
    const cheap = [{ tier: 'q', input: '1 USD/M', cachedInput: '0.25 USD/M', output: '4 USD/M' }];
    const of = {
      workload: { prefix, promptTokens: { distribution: 'uniform', min: 60, max: 120 } },
    };
    const rows = run({ ...of, more: { prices: cheap } });
    expect(rows.some(({ cachedTokens }) => cachedTokens > 0)).toBe(true);
    expect(rows.some(({ cachedTokens }) => cachedTokens === 0)).toBe(true);
    for (const { cachedTokens, promptTokens, outputTokens, priceUsd } of rows) {
      const prompt = (promptTokens - cachedTokens) * input + cachedTokens * cachedInput;
      expect(priceUsd).toBeCloseTo((prompt + 4 * outputTokens) / 1e6, 15);
    }
    const without = run({ ...of, engine: { prefixCache: false }, more: { prices: cheap } });
    for (const { promptTokens, outputTokens, priceUsd } of without)
      expect(priceUsd).toBeCloseTo((promptTokens + 4 * outputTokens) / 1e6, 15);
  });

  it('is nothing where the strategy holds its answer back', () => {
    const verifier = { kind: 'exact', model: 'none' };
    const strategy = { kind: 'verify', checks: 1, retries: 0, verifier };
    const rows = run({ strategy, more: { prices } });
    const held = rows.filter(({ fate }) => fate === 'wrong-caught');
    expect(held.length).toBeGreaterThan(0);
    for (const { outcome, priceUsd } of held) {
      expect(outcome).toBe('completed');
      expect(priceUsd).toBe(0);
    }
    expect(rows.some(({ priceUsd = 0 }) => priceUsd > 0)).toBe(true);
  });

  it('is nothing without an answer, and changes nothing that happens', () => {
    const late = { workload: { timeout: { total: '300ms' } }, ratePerSecond: 20 };
    const paid = run({ ...late, more: { prices } });
    const free = run(late);
    const kept = ['priceUsd', 'reasoningTokens', 'askedTokens'];
    const rest = paid.map((row) =>
      Object.fromEntries(Object.entries(row).filter(([key]) => !kept.includes(key))),
    );
    expect(rest).toEqual(free);
    const unanswered = paid.filter(({ outcome }) => outcome !== 'completed');
    expect(unanswered.length).toBeGreaterThan(0);
    for (const { priceUsd } of unanswered) expect(priceUsd).toBe(0);
    expect(paid.some(({ priceUsd = 0 }) => priceUsd > 0)).toBe(true);
  });
});

describe('what the summary says is charged', () => {
  const price = (usd: number) => ({
    ...{ requests: 10, usdPerRequest: 0.01, inputUsdPerRequest: 0, outputUsdPerRequest: usd },
    ...{ reasoningUsdPerRequest: 0, answerTokensPerRequest: 1, reasoningTokensPerRequest: 0 },
    ...{ marginUsdPerRequest: null, marginShare: null, breakEvenReasoningUsdPerMillion: null },
  });
  const told = (usd: number) =>
    pricesText({
      prices: price(usd),
      cost: { usdPerRequest: null, usdPerMillionOutputTokens: null },
    }).join();

  it('names tokens only where they are paid for: what answers in one shot has none', () => {
    expect(told(0)).toBe('  charged: 0.01 USD per request that is paid for');
    expect(told(1e-6)).toContain('1 token of answer');
  });
});
