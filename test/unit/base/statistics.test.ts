import { describe, expect, it } from 'vitest';
import { normalQuantile } from '../../../src/base/normal-quantile.ts';
import {
  meanAndInterval,
  meansOfBatches,
  studentTQuantile,
  studentTTail,
} from '../../../src/base/statistics.ts';

const relative = (actual: number, expected: number) => Math.abs(actual / expected - 1);

describe('normalQuantile', () => {
  it('agrees with published quantiles in the centre, the middle and the far tail', () => {
    // Python's statistics.NormalDist().inv_cdf, an independent coding of the same algorithm.
    expect(relative(normalQuantile(0.3), -0.5244005127080407)).toBeLessThan(1e-15);
    expect(relative(normalQuantile(0.975), 1.9599639845400536)).toBeLessThan(1e-15);
    expect(relative(normalQuantile(1e-5), -4.2648907939228256)).toBeLessThan(1e-15);
    expect(relative(normalQuantile(1e-300), -37.0470962993612)).toBeLessThan(1e-15);
  });

  it('is odd about ½, infinite at the ends and not a number outside', () => {
    for (const p of [0.01, 0.2, 0.4]) {
      expect(normalQuantile(1 - p)).toBeCloseTo(-normalQuantile(p), 13);
    }
    expect(normalQuantile(0.5)).toBe(0);
    expect(normalQuantile(0)).toBe(-Infinity);
    expect(normalQuantile(1)).toBe(Infinity);
    expect(normalQuantile(-0.1)).toBeNaN();
    expect(normalQuantile(1.1)).toBeNaN();
  });
});

describe('studentTQuantile', () => {
  const probabilities = [0.6, 0.75, 0.9, 0.975, 0.995, 0.9999, 1 - 1e-9];

  it('has the closed forms of 1, 2 and 4 degrees of freedom', () => {
    for (const p of probabilities) {
      const q = 4 * p * (1 - p);
      const four = Math.cos(Math.acos(Math.sqrt(q)) / 3) / Math.sqrt(q);
      expect(relative(studentTQuantile(p, 1), Math.tan(Math.PI * (p - 0.5)))).toBeLessThan(1e-6);
      expect(relative(studentTQuantile(p, 2), (2 * p - 1) / Math.sqrt(q / 2))).toBeLessThan(1e-12);
      expect(relative(studentTQuantile(p, 4), 2 * Math.sqrt(four - 1))).toBeLessThan(1e-12);
    }
  });

  it('agrees with SciPy where there is no closed form', () => {
    const known: [p: number, degreesOfFreedom: number, quantile: number][] = [
      [0.975, 10, 2.2281388519649385],
      [0.975, 29, 2.045229642132703],
      [0.995, 100, 2.625890521436826],
      [0.9999, 3, 22.203742273205],
      [0.9999, 0.3, 647878542583.323],
      [0.975, 1e5, 1.9599877075346095],
    ];
    for (const [p, degreesOfFreedom, quantile] of known) {
      expect(relative(studentTQuantile(p, degreesOfFreedom), quantile)).toBeLessThan(1e-9);
    }
  });

  it('is odd about ½, grows with p and falls to the normal law', () => {
    for (const degreesOfFreedom of [0.5, 1, 3, 29, 1000]) {
      expect(studentTQuantile(0, degreesOfFreedom)).toBe(-Infinity);
      expect(studentTQuantile(0.5, degreesOfFreedom)).toBe(0);
      let last = 0;
      for (const p of [0.5 + 2 ** -20, 0.75, 0.9375, 1 - 2 ** -20]) {
        const x = studentTQuantile(p, degreesOfFreedom);
        expect(x).toBeGreaterThan(last);
        expect(studentTQuantile(1 - p, degreesOfFreedom)).toBe(-x);
        last = x;
      }
      expect(studentTQuantile(1, degreesOfFreedom)).toBe(Infinity);
    }
    expect(studentTQuantile(0.975, Infinity)).toBe(normalQuantile(0.975));
    expect(studentTQuantile(0.975, 1e4)).toBeGreaterThan(normalQuantile(0.975));
  });

  it('asserts its domain', () => {
    expect(() => studentTQuantile(1.5, 3)).toThrow('1.5');
    expect(() => studentTQuantile(0.5, 0)).toThrow('0 degrees');
  });
});

describe('studentTTail', () => {
  it('has the closed forms of 1 and 2 degrees of freedom, far out too', () => {
    for (const x of [0, 0.3, 1, 4, 60, 1e4, 1e7]) {
      expect(relative(studentTTail(x, 1), Math.atan2(1, x) / Math.PI)).toBeLessThan(1e-12);
      const root = Math.sqrt(2 + x * x);
      expect(relative(studentTTail(x, 2), 1 / (root * (root + x)))).toBeLessThan(1e-12);
    }
  });

  it('undoes the quantile on either side, and ends at 0 and 1', () => {
    for (const degreesOfFreedom of [0.7, 3, 9.5, 400]) {
      for (const p of [1e-12, 0.01, 0.4, 0.5, 0.9, 0.999]) {
        const x = studentTQuantile(p, degreesOfFreedom);
        expect(relative(1 - studentTTail(x, degreesOfFreedom), p)).toBeLessThan(1e-3);
        expect(relative(studentTTail(-x, degreesOfFreedom), p)).toBeLessThan(1e-9);
      }
      expect(studentTTail(Infinity, degreesOfFreedom)).toBe(0);
      expect(studentTTail(-Infinity, degreesOfFreedom)).toBe(1);
    }
    expect(() => studentTTail(1, Infinity)).toThrow('degrees');
  });
});

describe('meanAndInterval', () => {
  it('is t·s/√n about the mean', () => {
    const { mean, halfWidth, batches } = meanAndInterval([1, 2, 3, 4], 0.95);
    expect(mean).toBe(2.5);
    expect(batches).toBe(4);
    // t(0.975, 3) = 3.182446305, s = √(5/3).
    expect(halfWidth).toBeCloseTo((3.182446305284263 * Math.sqrt(5 / 3)) / 2, 9);
  });

  it('has no interval about a single value', () => {
    expect(meanAndInterval([7], 0.9)).toEqual({ mean: 7, halfWidth: null, batches: 1 });
    expect(() => meanAndInterval([], 0.9)).toThrow('no values');
  });
});

describe('meansOfBatches', () => {
  it('cuts the end of the series into equal runs', () => {
    expect([...meansOfBatches([99, 1, 3, 2, 4, 6, 8], 3)]).toEqual([2, 3, 7]);
    expect([...meansOfBatches([5, 7], 2)]).toEqual([5, 7]);
  });

  it('makes none where values are fewer than batches', () => {
    expect(meansOfBatches([1, 2, 6], 30)).toHaveLength(0);
    expect(() => meansOfBatches([1, 2, 6], 0)).toThrow('0 is not a number of batches');
  });

  it('loses no digits in a long series', () => {
    expect([...meansOfBatches(new Float64Array(1_000_000).fill(0.1), 1)]).toEqual([0.1]);
  });
});
