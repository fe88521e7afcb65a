import { describe, expect, it } from 'vitest';
import { normalQuantile } from '../../../src/base/normal-quantile.ts';
import { drawNormal } from '../../../src/base/random/normal.ts';
import { createStream } from '../../../src/base/random/stream.ts';
import { batchMeans, meanAndInterval, studentTQuantile } from '../../../src/base/statistics.ts';

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

describe('batchMeans', () => {
  it('cuts the end of the series into equal runs', () => {
    const { mean, halfWidth, batches } = batchMeans([99, 1, 3, 2, 4, 6, 8], 3, 0.95);
    const same = meanAndInterval([2, 3, 7], 0.95);
    expect({ mean, halfWidth, batches }).toEqual(same);
  });

  it('gives the mean alone where values are fewer than batches', () => {
    expect(batchMeans([1, 2, 6], 30, 0.95)).toEqual({ mean: 3, halfWidth: null, batches: 0 });
  });

  it('covers the true mean of a correlated series as often as it says', () => {
    // AR(1) with correlation 0.8, mean 0: batches of 250 values are long against its memory of
    // about 5.
    const source = createStream('coverage');
    const series = new Float64Array(7500);
    let covered = 0;
    const rounds = 300;
    for (let round = 0; round < rounds; round++) {
      let x = drawNormal(source) / Math.sqrt(1 - 0.64);
      for (let i = 0; i < series.length; i++) {
        x = 0.8 * x + drawNormal(source);
        series[i] = x;
      }
      const { mean, halfWidth } = batchMeans(series, 30, 0.9);
      if (Math.abs(mean) <= halfWidth!) covered += 1;
    }
    // 270 expected, standard deviation 5.2; taking the values as independent would cover some 125.
    expect(covered).toBeGreaterThan(270 - 4 * 5.2);
    expect(covered).toBeLessThan(270 + 4 * 5.2);
  });

  it('loses no digits in a long series', () => {
    const values = new Float64Array(1_000_000).fill(0.1);
    expect(batchMeans(values, 1, 0.95).mean).toBe(0.1);
  });
});
