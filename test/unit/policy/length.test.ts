import { mean as sampleMean } from 'simple-statistics';
import { describe, expect, it } from 'vitest';
import { normalQuantile } from '../../../src/base/normal-quantile.ts';
import { createStream } from '../../../src/base/random/stream.ts';
import { createLengthSampler, lengthBounds, lengthMean } from '../../../src/policy/length/index.ts';
import {
  createPair,
  type JointSpec,
  jointOutputBounds,
  jointOutputMean,
} from '../../../src/policy/length/joint.ts';
import type { LengthSpec } from '../../../src/policy/length/port.ts';
import { ZIPF_MAX_TOKENS } from '../../../src/policy/length/zipf.ts';

const COUNT = 100_000;
const drawMany = (spec: LengthSpec) =>
  Array.from({ length: COUNT }, createLengthSampler(spec, createStream(JSON.stringify(spec))));

/** P(length ≤ n) of the draws against a distribution function, within 4.5 standard errors. */
function expectDistribution(spec: LengthSpec, ns: number[], cdfAt: (n: number) => number) {
  const draws = drawMany(spec);
  for (const n of ns) {
    const cdf = cdfAt(n);
    const share = draws.filter((draw) => draw <= n).length / COUNT;
    const error = Math.sqrt((cdf * (1 - cdf)) / COUNT);
    expect(Math.abs(share - cdf) / error, `at ${n}`).toBeLessThan(4.5);
  }
}

describe('length samplers follow their laws', () => {
  it('exponential, rounded up: P(N ≤ n) is that of the continuous law at n', () => {
    const spec = { distribution: 'exponential', mean: 20 } as const;
    expectDistribution(spec, [1, 5, 20, 60], (n) => 1 - Math.exp(-n / 20));
  });

  it('geometric on 1, 2, 3 …', () => {
    const spec = { distribution: 'geometric', mean: 8 } as const;
    expectDistribution(spec, [1, 2, 8, 30], (n) => 1 - (1 - 1 / 8) ** n);
    const one = createLengthSampler({ distribution: 'geometric', mean: 1 }, () => 0.99);
    expect([one(), one()]).toEqual([1, 1]);
  });

  it('lognormal, at its quartiles', () => {
    const spec = { distribution: 'lognormal', mean: 1000, cv: 1.2 } as const;
    const sigma = Math.sqrt(Math.log(1 + 1.44));
    const median = 1000 / Math.sqrt(1 + 1.44);
    const draws = drawMany(spec);
    for (const p of [0.05, 0.25, 0.5, 0.75, 0.99]) {
      const x = Math.ceil(median * Math.exp(sigma * normalQuantile(p)));
      const share = draws.filter((draw) => draw <= x).length / COUNT;
      expect(Math.abs(share - p)).toBeLessThan(4.5 * Math.sqrt((p * (1 - p)) / COUNT) + 0.001);
    }
  });

  it('in parts: divided by their size and rounded up', () => {
    const spec = { distribution: 'uniform', min: 10, max: 61, per: 30 } as const;
    // 21 of 52 lengths fit one part, 51 two
    expectDistribution(spec, [1, 2], (n) => (n === 1 ? 21 : 51) / 52);
    expect([lengthBounds(spec), lengthMean(spec)]).toEqual([[1, 3], 35.5 / 30]);
  });

  it('uniform over whole numbers, both ends included', () => {
    expectDistribution({ distribution: 'uniform', min: 3, max: 7 }, [3, 4, 6], (n) => (n - 2) / 5);
    const spec = { distribution: 'uniform', min: 3, max: 7 } as const;
    expect(createLengthSampler(spec, () => 0)()).toBe(3);
    expect(createLengthSampler(spec, () => 1 - 2 ** -53)()).toBe(7);
  });

  it('pareto above its scale', () => {
    const spec = { distribution: 'pareto', mean: 300, shape: 1.5 } as const;
    expectDistribution(spec, [101, 200, 1000, 10_000], (n) => 1 - (100 / n) ** 1.5);
    expect(lengthBounds(spec)).toEqual([100, Infinity]);
  });

  it('zipf over its table', () => {
    const spec = { distribution: 'zipf', exponent: 1.1, max: 50 } as const;
    const weights = Array.from({ length: 50 }, (_, i) => (i + 1) ** -1.1);
    const total = weights.reduce((a, b) => a + b);
    const cdf = (n: number) => weights.slice(0, n).reduce((a, b) => a + b) / total;
    expectDistribution(spec, [1, 2, 10, 40], cdf);
    expect(createLengthSampler(spec, () => 1 - 2 ** -53)()).toBe(50);
    const expected = weights.reduce((sum, w, i) => sum + w * (i + 1), 0) / total;
    expect(lengthMean(spec)).toBeCloseTo(expected, 10);
    const huge = { ...spec, max: ZIPF_MAX_TOKENS + 1 };
    expect(() => createLengthSampler(huge, () => 0)).toThrow('Zipf');
  });

  it('empirical by weight', () => {
    const spec = { distribution: 'empirical', values: [10, 20, 30], weights: [1, 0, 3] } as const;
    expectDistribution(spec, [10, 20], () => 0.25);
    expect(drawMany(spec)).not.toContain(20);
    expect(lengthMean(spec)).toBe(25);
    expect(lengthBounds({ ...spec, values: [10, 5, 30] })).toEqual([10, 30]);
  });
});

describe('clipping and rounding', () => {
  it('rounds up to whole tokens, at least 1', () => {
    expect(createLengthSampler({ distribution: 'fixed', value: 2.1 }, () => 0)()).toBe(3);
    expect(createLengthSampler({ distribution: 'fixed', value: 0 }, () => 0)()).toBe(1);
    expect(createLengthSampler({ distribution: 'exponential', mean: 5 }, () => 0)()).toBe(1);
  });

  it('puts what lies outside min and max on them', () => {
    const spec = { distribution: 'exponential', mean: 20, min: 10, max: 30 } as const;
    const draws = drawMany(spec);
    const below = draws.filter((draw) => draw === 10).length / COUNT;
    const above = draws.filter((draw) => draw === 30).length / COUNT;
    expect(below).toBeCloseTo(1 - Math.exp(-0.5), 1);
    expect(above).toBeCloseTo(Math.exp(-1.45), 1);
    expect(lengthBounds(spec)).toEqual([10, 30]);
    // The mean is the law's, before it is clipped.
    expect(lengthMean(spec)).toBe(20);
  });

  it('keeps inside bounds that are not whole', () => {
    const spec = { distribution: 'exponential', mean: 5, min: 2.5, max: 4.5 } as const;
    expect([...new Set(drawMany(spec))].sort()).toEqual([3, 4]);
    expect(lengthBounds(spec)).toEqual([3, 4]);
  });

  it('is constant where the law has no variation', () => {
    for (const distribution of ['lognormal', 'gamma'] as const) {
      for (let mean = 1; mean <= 200; mean++) {
        const spec = { distribution, mean, cv: 0 };
        expect(createLengthSampler(spec, () => 0.3)()).toBe(mean);
        expect(lengthBounds(spec)).toEqual([mean, mean]);
      }
    }
  });

  it('asserts what the scenario layer must have refused', () => {
    const refused: LengthSpec[] = [
      { distribution: 'geometric', mean: 0.5 },
      { distribution: 'pareto', mean: 10, shape: 1 },
      { distribution: 'empirical', values: [1], weights: [1, 2] },
      { distribution: 'empirical', values: [] },
      { distribution: 'joint', rows: [] },
      { distribution: 'zipf', exponent: 1, max: 0 },
    ];
    for (const spec of refused) expect(() => createLengthSampler(spec, () => 0)).toThrow();
  });
});

describe('joint', () => {
  const spec: JointSpec = {
    distribution: 'joint',
    rows: [
      [100, 10],
      [2000, 400],
      [5, 7.5],
    ],
    max: 1500,
  };

  it('draws whole rows, all equally likely', () => {
    const pair = createPair(spec, createStream('joint'), { max: 300 });
    const counts = new Map<string, number>();
    for (let i = 0; i < 30_000; i++) {
      pair.draw();
      const row = `${pair.prompt}/${pair.output}`;
      counts.set(row, (counts.get(row) ?? 0) + 1);
    }
    expect([...counts.keys()].sort()).toEqual(['100/10', '1500/300', '5/8']);
    for (const count of counts.values()) expect(Math.abs(count - 10_000)).toBeLessThan(4.5 * 82);
  });

  it('draws the same prompts alone as in pairs', () => {
    const alone = createLengthSampler(spec, createStream('one'));
    const pair = createPair(spec, createStream('one'));
    for (let i = 0; i < 50; i++) {
      pair.draw();
      expect(alone()).toBe(pair.prompt);
    }
  });

  it('has means and bounds of both columns', () => {
    expect(lengthMean(spec)).toBe(2105 / 3);
    expect(jointOutputMean(spec)).toBe(417.5 / 3);
    expect(lengthBounds(spec)).toEqual([5, 1500]);
    expect(jointOutputBounds(spec)).toEqual([8, 400]);
    expect(jointOutputBounds(spec, { max: 300 })).toEqual([8, 300]);
    expect(sampleMean(drawMany(spec))).toBeGreaterThan(500);
  });
});
