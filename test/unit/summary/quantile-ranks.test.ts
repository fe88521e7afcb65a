import { describe, expect, it } from 'vitest';
import { quantileRanks } from '../../../src/summary/quantile-ranks.ts';

const batches = 32;
const level = 0.95;
const quantiles = [0.5, 0.9, 0.95, 0.99, 0.999];

/** Shares per batch whose variance is `effect` times that of independent values; in turns, so that no correlation shows. */
function batchShares(share: number, count: number, effect: number): number[] {
  const deviation = Math.sqrt((effect * (batches - 1) * share * (1 - share)) / count);
  return Array.from({ length: batches }, (_, i) => share + (i % 2 === 0 ? 1 : -1) * deviation);
}

const batched = (share: number, count: number, effect: number) => ({
  share,
  batchShares: batchShares(share, count, effect),
});

const width = (ranks: readonly [number, number] | null) => ranks![1] - ranks![0];

describe('quantileRanks', () => {
  it('is the binomial interval of independent values', () => {
    const count = 100_000;
    const all = quantileRanks(
      quantiles.map((share) => batched(share, count, 0.5)),
      count,
      level,
    );
    for (const [i, share] of quantiles.entries()) {
      const [low, high] = all[i]!;
      expect(low).toBeLessThan(share);
      expect(high).toBeGreaterThan(share);
      // t in place of z, and a count more on either side
      const half = 2.04 * Math.sqrt((share * (1 - share)) / count);
      expect(width(all[i]!) / (2 * half)).toBeGreaterThan(0.99);
      expect(width(all[i]!) / (2 * half)).toBeLessThan(1.1);
    }
  });

  it('widens with the root of the design effect', () => {
    const count = 1_000_000;
    const [plain] = quantileRanks([batched(0.9, count, 1)], count, level);
    const [correlated] = quantileRanks([batched(0.9, count, 9)], count, level);
    expect(width(correlated!) / width(plain!)).toBeCloseTo(3, 1);
  });

  it('reaches further up than down in the tail, and never past the values', () => {
    const count = 10_000;
    const [ranks] = quantileRanks([batched(0.99, count, 10)], count, level);
    const [low, high] = ranks!;
    // ten independent values lie beyond: five to eighteen, by any table of the Poisson law
    expect(1 - high).toBeGreaterThan(0.004);
    expect(1 - high).toBeLessThan(0.005);
    expect(1 - low).toBeGreaterThan(0.018);
    expect(1 - low).toBeLessThan(0.02);
  });

  it('is null where no value bounds the quantile', () => {
    const count = 1000;
    const of = (share: number, effect: number) =>
      quantileRanks([batched(share, count, effect)], count, level)[0];
    expect(of(0.99, 1)).not.toBeNull();
    expect(of(0.999, 1)).toBeNull();
    expect(of(0.99, 30)).toBeNull();
    expect(of(0.001, 1)).toBeNull();
  });

  it('does not trust a tail of few independent values to say how correlated it is', () => {
    const tail = (count: number, low: number, own: number) =>
      quantileRanks([batched(0.5, count, low), batched(0.99, count, own)], count, level)[1]!;
    // 10,000 ÷ 50 = 200 independent values, two of them beyond p99
    expect(width(tail(10_000, 50, 1))).toBeGreaterThan(3 * width(tail(10_000, 1, 1)));
    expect(tail(10_000, 50, 1)).toEqual(tail(10_000, 50, 50));
    // with a hundred times the values there are enough
    expect(tail(1_000_000, 50, 1)).toEqual(tail(1_000_000, 1, 1));
    // its own correlation counts when it is the larger one
    expect(width(tail(100_000, 1, 20))).toBeGreaterThan(3 * width(tail(100_000, 1, 1)));
  });

  it('counts on no more values than there are, however regular the batches', () => {
    const count = 32_000;
    const constant = (share: number) => ({ share, batchShares: Array(batches).fill(share) });
    const [regular] = quantileRanks([constant(0.9)], count, level);
    const [independent] = quantileRanks([batched(0.9, count, 0.9)], count, level);
    expect(regular).toEqual(independent);
    // all values are equal: every one is at its own quantile
    expect(
      quantileRanks([{ share: 0.9, batchShares: Array(batches).fill(1) }], count, level)[0],
    ).toEqual(regular);
  });

  it('takes billions of values', () => {
    const [ranks] = quantileRanks([batched(0.999, 1e10, 1)], 1e10, level);
    expect(width(ranks!)).toBeLessThan(2e-4);
    expect(width(ranks!)).toBeGreaterThan(1e-4);
  });
});
