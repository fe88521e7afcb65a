import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createGammaSampler } from '../../../src/base/random/gamma.ts';
import { createStream } from '../../../src/base/random/stream.ts';
import { isConstant, replicatedMean } from '../../../src/summary/replicated-mean.ts';

describe('replicatedMean', () => {
  it('is the t-interval, cut at 0', () => {
    // s = 1, n = 3 and t(0.975; 2) = 4.302653.
    const half = 4.302652729749 / Math.sqrt(3);
    expect(replicatedMean([3, 4, 5], 'positive').interval?.[0]).toBeCloseTo(4 - half, 9);
    const { mean, interval } = replicatedMean([1, 2, 3], 'positive');
    expect(mean).toBe(2);
    expect(interval?.[0]).toBe(0);
    expect(interval?.[1]).toBeCloseTo(2 + half, 9);
    const below = replicatedMean([-3, -2, -1], 'signed').interval;
    expect(below?.[0]).toBeCloseTo(-2 - half, 9);
    expect(below?.[1]).toBeCloseTo(-2 + half, 9);
  });

  it('has no interval for a single value, nor for values that are all the same', () => {
    expect(replicatedMean([], 'positive')).toEqual({ mean: null, interval: null });
    expect(replicatedMean([7], 'positive')).toEqual({ mean: 7, interval: null });
    expect(replicatedMean([1, 1, 1, 1, 1], 'share')).toEqual({ mean: 1, interval: null });
    expect(replicatedMean([0, 0], 'positive')).toEqual({ mean: 0, interval: null });
    expect(replicatedMean([0.1 + 0.2, 0.3], 'positive').interval).toBeNull();
  });

  it('never leaves the values that a figure can have, and holds the mean', () => {
    const shares = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), {
      minLength: 2,
      maxLength: 9,
    });
    fc.assert(
      fc.property(shares, fc.constantFrom('share', 'positive'), (values, range) => {
        const { mean, interval } = replicatedMean(values, range);
        fc.pre(interval !== null && mean !== null);
        expect(interval[0]).toBeGreaterThanOrEqual(0);
        if (range === 'share') expect(interval[1]).toBeLessThanOrEqual(1);
        expect(interval[0]).toBeLessThanOrEqual(mean + 1e-12);
        expect(interval[1]).toBeGreaterThanOrEqual(mean - 1e-12);
      }),
    );
  });

  it('turns with the share: what is missed instead of met', () => {
    const met = replicatedMean([0.9, 0.97, 0.99], 'share').interval;
    const missed = replicatedMean([0.1, 0.03, 0.01], 'share').interval;
    expect(met?.[0]).toBeCloseTo(1 - (missed?.[1] ?? 0), 12);
  });

  it.each([
    [0.5, 20, 0.93],
    [0.98, 300, 0.93],
    // Far from normal: the t-interval that is cut at 1 covers in 81 %.
    [0.98, 20, 0.88],
  ])('covers a share of %d (beta distributed, %d together) in %d of all cases', (share, both, least) => {
    const source = createStream('shares', share, both);
    const gamma = (shape: number) => createGammaSampler(shape, 1 / Math.sqrt(shape), source);
    const [met, missed] = [gamma(share * both), gamma((1 - share) * both)];
    const trials = 3000;
    let caught = 0;
    for (let trial = 0; trial < trials; trial += 1) {
      const values = Array.from({ length: 5 }, () => {
        const [x, y] = [met(), missed()];
        return x / (x + y);
      });
      const [low, high] = replicatedMean(values, 'share').interval ?? [2, 2];
      if (low <= share && share <= high) caught += 1;
    }
    expect(caught / trials).toBeGreaterThan(least);
    expect(caught / trials).toBeLessThan(0.97);
  });
});

describe('isConstant', () => {
  it('takes for equal what rounding makes different, and nothing else', () => {
    expect(isConstant([0.1 + 0.2, 0.3])).toBe(true);
    expect(isConstant([0, 0])).toBe(true);
    expect(isConstant([0, 1e-300])).toBe(false);
    expect(isConstant([1, 1 + 1e-6])).toBe(false);
  });
});
