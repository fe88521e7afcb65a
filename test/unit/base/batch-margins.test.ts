import { describe, expect, it } from 'vitest';
import { skewedMargins, varianceInflation } from '../../../src/base/batch-margins.ts';
import { drawNormal } from '../../../src/base/random/normal.ts';
import { createStream } from '../../../src/base/random/stream.ts';
import { meanAndInterval, meansOfBatches } from '../../../src/base/statistics.ts';

const values = <T>(length: number, value: (i: number) => T): T[] =>
  Array.from({ length }, (_, i) => value(i));

describe('skewedMargins', () => {
  const symmetric = values(21, (i) => (i - 10) ** 3);
  const skewed = values(21, (i) => Math.exp(i / 4));

  it('is the plain interval where there is no skewness', () => {
    const { halfWidth } = meanAndInterval(symmetric, 0.95);
    const margins = skewedMargins(symmetric, 0.95);
    expect(margins?.below).toBeCloseTo(halfWidth!, 9);
    expect(margins?.above).toBeCloseTo(halfWidth!, 9);
  });

  it('reaches further into the longer tail, and mirrors', () => {
    const { below, above } = skewedMargins(skewed, 0.95)!;
    const { halfWidth } = meanAndInterval(skewed, 0.95);
    expect(above).toBeGreaterThan(halfWidth!);
    expect(below).toBeLessThan(halfWidth!);
    const mirrored = skewedMargins(
      skewed.map((value) => -value),
      0.95,
    );
    expect(mirrored?.below).toBeCloseTo(above, 9);
    expect(mirrored?.above).toBeCloseTo(below, 9);
  });

  it('grows with the root of the inflation', () => {
    const { below, above } = skewedMargins(skewed, 0.95)!;
    const inflated = skewedMargins(skewed, 0.95, 4);
    expect(inflated?.below).toBeCloseTo(2 * below, 9);
    expect(inflated?.above).toBeCloseTo(2 * above, 9);
  });

  it('is nothing about constants, and null about two values', () => {
    const none = skewedMargins(
      values(20, () => 0.1),
      0.95,
    );
    expect(none?.below).toBeCloseTo(0, 12);
    expect(none?.above).toBeCloseTo(0, 12);
    expect(skewedMargins([3, 4], 0.95)).toBeNull();
    expect(skewedMargins([], 0.95)).toBeNull();
  });

  it('covers the mean of a skewed law more often than the plain interval does', () => {
    const draw = createStream('skewed');
    const rounds = 2000;
    const covered = { plain: 0, adjusted: 0 };
    for (let round = 0; round < rounds; round++) {
      // squares of normal variables: mean 1, skewness 2.8
      const sample = values(12, () => drawNormal(draw) ** 2);
      const { mean, halfWidth } = meanAndInterval(sample, 0.95);
      const { below, above } = skewedMargins(sample, 0.95)!;
      if (Math.abs(mean - 1) <= halfWidth!) covered.plain++;
      if (mean - below <= 1 && 1 <= mean + above) covered.adjusted++;
    }
    expect(covered.plain / rounds).toBeLessThan(0.905);
    expect(covered.adjusted / rounds).toBeGreaterThan(0.91);
  });
});

describe('varianceInflation', () => {
  /** AR(1) with this correlation, from its stationary law. */
  function autoregressive(length: number, correlation: number, name: string): number[] {
    const draw = createStream('autoregressive', correlation, name);
    let x = drawNormal(draw) / Math.sqrt(1 - correlation ** 2);
    return values(length, () => {
      const now = x;
      x = correlation * x + drawNormal(draw);
      return now;
    });
  }

  it('is (1 + φ) ÷ (1 − φ) of a long autoregressive series', () => {
    for (const correlation of [0.2, 0.5, 0.7]) {
      const inflation = varianceInflation(autoregressive(100_000, correlation, 'long'));
      expect(inflation / ((1 + correlation) / (1 - correlation))).toBeCloseTo(1, 1);
    }
  });

  it('never narrows an interval, and has a limit', () => {
    expect(varianceInflation(autoregressive(10_000, -0.5, 'long'))).toBe(1);
    expect(varianceInflation(values(30, (i) => (i % 2 === 0 ? 1 : 2)))).toBe(1);
    expect(varianceInflation(values(1000, (i) => i))).toBeCloseTo(19, 9);
  });

  it('is 1 where nothing can be told', () => {
    expect(varianceInflation([])).toBe(1);
    expect(varianceInflation([1, 5])).toBe(1);
    expect(varianceInflation(values(32, () => 7))).toBe(1);
  });

  it('is right on average for as few values as there are batches, where the plain estimate is too low', () => {
    const correlation = 0.3;
    const rounds = 3000;
    let unbiased = 0;
    for (let round = 0; round < rounds; round++) {
      const inflation = varianceInflation(autoregressive(32, correlation, `short ${round}`));
      unbiased += (inflation - 1) / (inflation + 1) / rounds;
    }
    // cut off at zero now and then, which raises it a little
    expect(unbiased).toBeGreaterThan(correlation - 0.01);
    expect(unbiased).toBeLessThan(correlation + 0.03);
  });

  it('makes up for batches that are too short', () => {
    // batches of 20 values against a memory of 9
    const rounds = 400;
    const covered = { plain: 0, inflated: 0 };
    for (let round = 0; round < rounds; round++) {
      const means = meansOfBatches(autoregressive(640, 0.8, `batched ${round}`), 32);
      const { mean, halfWidth } = meanAndInterval(means, 0.95);
      const margins = skewedMargins(means, 0.95, varianceInflation(means))!;
      if (Math.abs(mean) <= halfWidth!) covered.plain++;
      if (mean - margins.below <= 0 && 0 <= mean + margins.above) covered.inflated++;
    }
    expect(covered.plain / rounds).toBeLessThan(0.91);
    // 95 % ± 3 standard errors
    expect(covered.inflated / rounds).toBeGreaterThan(0.917);
    expect(covered.inflated / rounds).toBeLessThan(0.983);
  });
});
