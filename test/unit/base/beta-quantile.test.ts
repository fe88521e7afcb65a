import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { betaQuantile } from '../../../src/base/beta-quantile.ts';
import { incompleteBeta } from '../../../src/base/statistics.ts';

describe('betaQuantile', () => {
  it('has the closed forms of a = 1, of b = 1 and of the arcsine law', () => {
    for (const p of [1e-6, 0.025, 0.3, 0.5, 0.975]) {
      for (const shape of [0.3, 1, 7, 300]) {
        expect(betaQuantile(p, shape, 1) / p ** (1 / shape)).toBeCloseTo(1, 9);
        const beyond = -Math.expm1(Math.log1p(-p) / shape);
        expect(betaQuantile(p, 1, shape) / beyond).toBeCloseTo(1, 9);
      }
      expect(betaQuantile(p, 0.5, 0.5) / Math.sin((Math.PI * p) / 2) ** 2).toBeCloseTo(1, 9);
    }
  });

  it('stops where it has met the quantile, and does not halve its bounds from there', () => {
    for (let p = 0.001; p < 1; p += 0.001)
      expect(Math.abs(betaQuantile(p, 1, 1) / p - 1)).toBeLessThan(1e-15 / Math.min(p, 1 - p));
  });

  it('agrees with SciPy where there is no closed form', () => {
    const known: [p: number, a: number, b: number, quantile: number][] = [
      [0.025, 3.3, 327.7, 0.0022840632240920733],
      [0.975, 4.3, 326.7, 0.027676545684642204],
      [0.025, 500000, 500001, 0.49901951919531184],
      [0.975, 0.4, 12.5, 0.16660120756614022],
    ];
    for (const [p, a, b, quantile] of known) {
      expect(betaQuantile(p, a, b) / quantile).toBeCloseTo(1, 9);
    }
  });

  it('inverts the incomplete beta function', () => {
    const shape = fc.double({ min: 0.1, max: 2000, noNaN: true });
    const probability = fc.double({ min: 1e-4, max: 0.9999, noNaN: true });
    fc.assert(
      fc.property(probability, shape, shape, (p, a, b) => {
        const x = betaQuantile(p, a, b);
        // next to 1 a quantile has no digits left to be told apart by
        fc.pre(x < 1 - 1e-9);
        expect(incompleteBeta(x, 1 - x, a, b) / p).toBeCloseTo(1, 6);
      }),
      { seed: 121 },
    );
  });

  it('has the whole range at its ends, and asserts its domain', () => {
    expect([betaQuantile(0, 2, 3), betaQuantile(1, 2, 3)]).toEqual([0, 1]);
    expect(() => betaQuantile(1.5, 1, 1)).toThrow('1.5');
    expect(() => betaQuantile(0.5, 0, 1)).toThrow('0 and 1');
  });
});
