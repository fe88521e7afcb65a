import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type ExpertSpread,
  expertsPerRank,
  expertsTouched,
  SlowestRank,
} from '../../../src/physics/experts.ts';

const spread = (ranks: number, loadCv = 0): ExpertSpread => ({
  experts: 128,
  expertsPerToken: 8,
  ranks,
  loadCv,
});

function loadOf(of: ExpertSpread, tokens: number) {
  const load = { routes: 0, touched: 0 };
  new SlowestRank(of).fill(tokens, load);
  return load;
}

describe('SlowestRank', () => {
  it('has all routes and every expert touched where there is one rank', () => {
    const { routes, touched } = loadOf(spread(1, 2), 32);
    expect(routes).toBe(256);
    expect(touched).toBeCloseTo(128 * (1 - (1 - 8 / 128) ** 32), 9);
    expect(touched).toBeCloseTo(expertsTouched(spread(1), 32), 9);
  });

  it('has its share of many tokens where experts are loaded alike, and more where they are not', () => {
    expect(loadOf(spread(8), 1e6).routes / 1e6).toBeCloseTo(1, 2);
    expect(loadOf(spread(8), 1e6).touched).toBe(16);
    const skewed = loadOf(spread(8, 1.4), 1e6).routes / 1e6;
    expect(skewed).toBeGreaterThan(1.4);
    expect(skewed).toBeLessThan(1.6);
  });

  it('has more than its share of few tokens: someone draws most', () => {
    const { routes, touched } = loadOf(spread(8), 1);
    expect(routes).toBeGreaterThan(2);
    expect(touched).toBeGreaterThan(2);
    expect(touched).toBeLessThanOrEqual(8);
  });

  // grouped products on the H100, bf16, power law 1.2 against alike, 16,384 tokens (aiconfigurator, medians)
  it.each([
    [2, 128, 8, 1.21],
    [4, 128, 8, 1.33],
    [8, 128, 8, 1.56],
    [8, 8, 2, 2.9],
  ])('of %i ranks, %i experts, %i per token is within 20 %% of %f times its share', (ranks, experts, expertsPerToken, times) => {
    const of = { experts, expertsPerToken, ranks, loadCv: 1.4 };
    const ratio = loadOf(of, 16384).routes / ((expertsPerToken * 16384) / ranks) / times;
    expect(ratio).toBeGreaterThan(0.8);
    expect(ratio).toBeLessThan(1.2);
  });

  it('never falls with tokens, stays above the mean and within what a rank holds', () => {
    const any = fc.record({
      experts: fc.integer({ min: 2, max: 384 }),
      expertsPerToken: fc.integer({ min: 1, max: 16 }),
      ranks: fc.integer({ min: 1, max: 64 }),
      loadCv: fc.double({ min: 0, max: 3, noNaN: true }),
    });
    const tokens = fc.double({ min: 0.25, max: 1e5, noNaN: true });
    fc.assert(
      fc.property(any, tokens, tokens, (of, one, other) => {
        fc.pre(of.expertsPerToken < of.experts && of.ranks <= of.experts);
        const less = loadOf(of, Math.min(one, other));
        const more = loadOf(of, Math.max(one, other));
        expect(more.routes).toBeGreaterThanOrEqual(less.routes * (1 - 1e-12));
        expect(more.touched).toBeGreaterThanOrEqual(less.touched * (1 - 1e-12));
        const most = Math.max(one, other);
        const mean = (of.expertsPerToken * most) / of.ranks;
        expect(more.routes).toBeLessThanOrEqual(most * of.expertsPerToken);
        const held = expertsPerRank(of);
        if (held >= of.expertsPerToken) expect(more.routes).toBeGreaterThanOrEqual(mean);
        expect(more.touched).toBeLessThanOrEqual(held);
        expect(more.touched * of.ranks).toBeGreaterThanOrEqual(
          expertsTouched(of, most) * (1 - 1e-12),
        );
      }),
      { numRuns: 1000 },
    );
  });
});
