import { describe, expect, it } from 'vitest';
import { PaymentCounts } from '../../../src/record/payments.ts';
import type { SummarizedScenario } from '../../../src/summary/input.ts';
import { commonPrice, paidBy, priceFigures, pricesOf } from '../../../src/summary/prices.ts';
import { requestRow } from '../record/rows.ts';

const price = {
  inputUsdPerMillion: 1,
  outputUsdPerMillion: 4,
  reasoningUsdPerMillion: 2,
  usdPerRequest: 0.001,
};

/** Two requests of 500 prompt, 100 answer and 400 reasoning tokens, whose users pay 0.0027 USD each. */
function payments(reasoningTokens = 400) {
  const counts = new PaymentCounts();
  const priceUsd = 0.001 + 0.0005 + 0.0004 + (2 * reasoningTokens) / 1e6;
  const row = { priceUsd, reasoningTokens, askedTokens: 500, outputTokens: 100 + reasoningTokens };
  for (let i = 0; i < 2; i++) counts.accept(requestRow(row));
  return counts;
}

const cost = (usdPerRequest: number | null) => ({ usdPerRequest, usdPerMillionOutputTokens: null });

describe('what users pay', () => {
  it('is told by its parts, apart from the cost', () => {
    const { prices } = pricesOf({ payments: payments(), completed: 2 }, cost(0.002), price);
    expect(prices!.usdPerRequest).toBeCloseTo(0.0027, 12);
    expect(prices!.inputUsdPerRequest).toBeCloseTo(0.0005, 12);
    expect(prices!.outputUsdPerRequest).toBeCloseTo(0.0004, 12);
    expect(prices!.reasoningUsdPerRequest).toBeCloseTo(0.0008, 12);
    expect(prices!.marginUsdPerRequest).toBeCloseTo(0.0007, 12);
    expect(prices!.marginShare).toBeCloseTo(7 / 27, 12);
    expect([prices!.answerTokensPerRequest, prices!.reasoningTokensPerRequest]).toEqual([100, 400]);
  });

  it('has what caches had of prompts apart, and a margin that is as much less', () => {
    const cheap = { ...price, cachedInputUsdPerMillion: 0.25 };
    const counts = new PaymentCounts();
    const priceUsd = 0.001 + (300 + 0.25 * 200 + 4 * 100) / 1e6;
    counts.accept(requestRow({ priceUsd, askedTokens: 500, cachedTokens: 200, outputTokens: 100 }));
    const { prices } = pricesOf({ payments: counts, completed: 1 }, cost(0.001), cheap);
    expect(prices!.inputUsdPerRequest).toBeCloseTo(0.0003, 12);
    expect(prices!.cachedInputUsdPerRequest).toBeCloseTo(0.00005, 12);
    expect(prices!.cachedInputTokensPerRequest).toBe(200);
    expect(prices!.marginUsdPerRequest).toBeCloseTo(priceUsd - 0.001, 12);
    expect(priceFigures(prices)).toContainEqual(['cached_input_tokens_per_request', 200, null]);
    const plain = pricesOf({ payments: payments(), completed: 2 }, cost(0.001), price).prices;
    expect(plain).not.toHaveProperty('cachedInputUsdPerRequest');
    expect(priceFigures(plain).flat()).not.toContain('cached_input_usd_per_request');
  });

  it('has no tokens of what answers in one shot', () => {
    const paid = { ...price, outputUsdPerMillion: 0 };
    const told = (kind: 'one-shot' | 'affine') => {
      const pools = [{ group: 0, step: { kind } }] as unknown as SummarizedScenario['pools'];
      const workloads = [{ group: 0, price: paid }] as unknown as SummarizedScenario['workloads'];
      const samples = { payments: payments(0), completed: 2 };
      return paidBy(samples, cost(null), workloads, { pools }).prices!;
    };
    expect(told('one-shot')).toMatchObject({ usdPerRequest: told('affine').usdPerRequest });
    expect(told('one-shot').answerTokensPerRequest).toBeNull();
    expect(told('one-shot').reasoningTokensPerRequest).toBeNull();
    expect(told('affine').answerTokensPerRequest).toBe(100);
  });

  it('is even at the price of reasoning that closes the margin', () => {
    for (const usd of [0.002, 0.0027, 0.01]) {
      const { prices } = pricesOf({ payments: payments(), completed: 2 }, cost(usd), price);
      const even = prices!.breakEvenReasoningUsdPerMillion!;
      expect(0.0019 + (400 * even) / 1e6).toBeCloseTo(usd, 12);
    }
    const covered = pricesOf({ payments: payments(), completed: 2 }, cost(0.001), price);
    expect(covered.prices!.breakEvenReasoningUsdPerMillion).toBe(0);
  });

  it('has no such price without reasoning, without a cost, and over several prices', () => {
    const even = (...[counts, of, usd]: [PaymentCounts, typeof price | null, number | null]) =>
      pricesOf({ payments: counts, completed: 2 }, cost(usd), of).prices!;
    expect(even(payments(0), price, 0.002).breakEvenReasoningUsdPerMillion).toBeNull();
    expect(even(payments(), null, 0.002).breakEvenReasoningUsdPerMillion).toBeNull();
    const unknown = even(payments(), price, null);
    expect([unknown.marginUsdPerRequest, unknown.marginShare]).toEqual([null, null]);
    expect(unknown.usdPerRequest).toBeCloseTo(0.0027, 12);
  });

  it('leaves those who pay nothing in the margin, and out of the mean charge', () => {
    const { prices } = pricesOf({ payments: payments(), completed: 4 }, cost(0.001), price);
    expect(prices!.usdPerRequest).toBeCloseTo(0.0027, 12);
    expect(prices!.marginUsdPerRequest).toBeCloseTo(0.00135 - 0.001, 12);
    expect(pricesOf({ payments: null, completed: 4 }, cost(0.001), price)).toEqual({});
  });

  it('is one price where all workloads have the same', () => {
    expect(commonPrice([{ price }, { price: { ...price } }])).toEqual(price);
    expect(commonPrice([{ price }, {}])).toBeNull();
    expect(commonPrice([{ price }, { price: { ...price, usdPerRequest: 0 } }])).toBeNull();
  });
});
