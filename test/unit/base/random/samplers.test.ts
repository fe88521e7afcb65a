import { errorFunction, gammaln, mean, sampleStandardDeviation } from 'simple-statistics';
import { describe, expect, it } from 'vitest';
import { createIndexSampler } from '../../../../src/base/random/alias-table.ts';
import { drawExponential } from '../../../../src/base/random/exponential.ts';
import { createGammaSampler } from '../../../../src/base/random/gamma.ts';
import { createKeyedSource } from '../../../../src/base/random/hash.ts';
import { drawNormal } from '../../../../src/base/random/normal.ts';
import { createStream } from '../../../../src/base/random/stream.ts';
import { weibullMean, weibullShapeOfCv } from '../../../../src/base/random/weibull.ts';

const COUNT = 100_000;

/**
 * Share of draws at or below each point, against the law's distribution function, within 4.5
 * standard errors.
 */
function expectDistribution(draw: () => number, points: [x: number, cdf: number][]) {
  const draws = Array.from({ length: COUNT }, draw);
  for (const [x, cdf] of points) {
    const share = draws.filter((value) => value <= x).length / COUNT;
    expect(Math.abs(share - cdf) / Math.sqrt((cdf * (1 - cdf)) / COUNT), `at ${x}`).toBeLessThan(
      4.5,
    );
  }
  return draws;
}

describe('drawExponential', () => {
  it('has the exponential distribution function', () => {
    const source = createStream('exponential');
    const points = [0.01, 0.5, 1, 2, 5].map((x): [number, number] => [x, 1 - Math.exp(-x)]);
    expectDistribution(() => drawExponential(source), points);
  });

  it('is finite at both ends of the uniform', () => {
    expect(drawExponential(() => 0)).toBe(0);
    expect(drawExponential(() => 1 - 2 ** -53)).toBeCloseTo(36.74, 2);
  });
});

describe('drawNormal', () => {
  it('has the normal distribution function', () => {
    const source = createStream('normal');
    const points = [-3, -1, 0, 0.5, 2].map((x): [number, number] => [
      x,
      0.5 * (1 + errorFunction(x / Math.SQRT2)),
    ]);
    expectDistribution(() => drawNormal(source), points);
  });

  it('is finite at both ends of the uniform and takes one uniform each time', () => {
    expect(drawNormal(() => 0)).toBeCloseTo(-8.29, 2);
    expect(drawNormal(() => 1 - 2 ** -53)).toBeCloseTo(8.21, 2);
    let uniforms = 0;
    for (let i = 0; i < 10; i++) {
      drawNormal(() => {
        uniforms += 1;
        return 0.3;
      });
    }
    expect(uniforms).toBe(10);
  });
});

describe('createGammaSampler', () => {
  it('has the stated mean and coefficient of variation', () => {
    for (const cv of [0.2, 0.7, 0.999, 1.001, 2, 3]) {
      const draw = createGammaSampler(40, cv, createStream('gamma', cv));
      const draws = Array.from({ length: COUNT }, draw);
      const average = mean(draws);
      expect(Math.abs(average - 40) / ((40 * cv) / Math.sqrt(COUNT)), `cv ${cv}`).toBeLessThan(4.5);
      // The excess kurtosis of a gamma law is 6cv², so the variance has relative error √((2 +
      // 6cv²)/n): 2.4 % at cv 3.
      const error = Math.sqrt((2 + 6 * cv * cv) / COUNT);
      const variance = (sampleStandardDeviation(draws) / 40) ** 2 / (cv * cv);
      expect(Math.abs(variance - 1) / error, `cv ${cv}`).toBeLessThan(4.5);
    }
  });

  it('has the distribution function of whole and half shapes', () => {
    // Shape 4: Erlang. Shape ½: the square of a normal number, halved.
    const erlang = (x: number) => 1 - Math.exp(-x) * (1 + x + x ** 2 / 2 + x ** 3 / 6);
    const four = createGammaSampler(4, 0.5, createStream('shape four'));
    expectDistribution(
      four,
      [1, 2, 4, 8].map((x) => [x, erlang(x)]),
    );
    const half = createGammaSampler(0.5, Math.SQRT2, createStream('shape half'));
    expectDistribution(
      half,
      [0.001, 0.1, 0.5, 2].map((x) => [x, errorFunction(Math.sqrt(x))]),
    );
  });

  it('is the exponential law at cv 1 and constant at cv 0', () => {
    const gamma = createGammaSampler(1, 1, createStream('same'));
    const source = createStream('same');
    for (let i = 0; i < 10; i++) expect(gamma()).toBe(drawExponential(source));
    expect(createGammaSampler(3, 0, source)()).toBe(3);
  });

  it('keeps nothing between calls: a seated source makes each draw again', () => {
    const keyed = createKeyedSource(9);
    const draw = createGammaSampler(1, 2, keyed.source);
    keyed.seat(1, 1);
    const once = draw();
    keyed.seat(1, 2);
    draw();
    keyed.seat(1, 1);
    expect(draw()).toBe(once);
  });
});

describe('weibullShapeOfCv', () => {
  it('inverts the coefficient of variation over the whole range', () => {
    for (const cv of [0.001, 0.05, 0.3, 1, 2.5, 20, 100]) {
      const shape = weibullShapeOfCv(cv);
      const ratio = Math.exp(gammaln(1 + 2 / shape) - 2 * gammaln(1 + 1 / shape));
      expect(Math.sqrt(ratio - 1) / cv, `cv ${cv}`).toBeCloseTo(1, 6);
    }
  });

  it('knows the shapes that have closed forms', () => {
    expect(weibullShapeOfCv(1)).toBeCloseTo(1, 10);
    // Shape 2 is Rayleigh: mean √π/2, variance 1 − π/4; shape ½ has cv √5.
    expect(weibullShapeOfCv(Math.sqrt(4 / Math.PI - 1))).toBeCloseTo(2, 10);
    expect(weibullShapeOfCv(Math.sqrt(5))).toBeCloseTo(0.5, 10);
    expect(weibullMean(2)).toBeCloseTo(Math.sqrt(Math.PI) / 2, 12);
  });

  it('asserts its range', () => {
    expect(() => weibullShapeOfCv(0)).toThrow('cv 0');
    expect(() => weibullShapeOfCv(1000)).toThrow('cv 1000');
  });
});

describe('createIndexSampler', () => {
  it('draws indices in proportion to their weights, and none of weight 0', () => {
    const weights = [3, 0, 1, 0.5, 0, 5.5];
    const draw = createIndexSampler(weights, createStream('alias'));
    const counts = new Array<number>(weights.length).fill(0);
    for (let i = 0; i < COUNT; i++) counts[draw()]! += 1;
    weights.forEach((weight, index) => {
      const share = weight / 10;
      const error = Math.sqrt((share * (1 - share)) / COUNT);
      if (weight === 0) expect(counts[index]).toBe(0);
      else expect(Math.abs(counts[index]! / COUNT - share) / error).toBeLessThan(4.5);
    });
  });

  it('never draws a weight of 0, however the rounding falls', () => {
    for (let rows = 2; rows < 200; rows++) {
      const weights = Array.from({ length: rows }, (_, i) =>
        i % 3 === 0 ? 0 : 0.1 * (i % 7) + 0.1,
      );
      let u = 0;
      const draw = createIndexSampler(weights, () => u);
      const drawn: number[] = [];
      for (let step = 0; step < 400; step++) {
        u = (step + 0.5) / 400;
        drawn.push(weights[draw()]!);
      }
      u = 1 - 2 ** -53;
      drawn.push(weights[draw()]!);
      expect(Math.min(...drawn)).toBeGreaterThan(0);
    }
  });

  it('asserts that there is something to draw', () => {
    expect(() => createIndexSampler([], () => 0)).toThrow('sum');
    expect(() => createIndexSampler([0, 0], () => 0)).toThrow('sum');
    expect(() => createIndexSampler([1, -1], () => 0)).toThrow('-1');
  });
});
