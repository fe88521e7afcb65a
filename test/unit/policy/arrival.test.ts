import { mean, sampleStandardDeviation } from 'simple-statistics';
import { describe, expect, it } from 'vitest';
import { createStream } from '../../../src/base/random/stream.ts';
import { weibullMean } from '../../../src/base/random/weibull.ts';
import { createGapSampler } from '../../../src/policy/arrival/index.ts';
import type { RenewalSpec } from '../../../src/policy/arrival/port.ts';

const COUNT = 100_000;
const gapsOf = (spec: RenewalSpec, name = spec.process) =>
  Array.from({ length: COUNT }, createGapSampler(spec, createStream(name)));
const shareUpTo = (gaps: number[], x: number) => gaps.filter((gap) => gap <= x).length / COUNT;

describe('gap samplers', () => {
  const specs: [spec: RenewalSpec, cv: number][] = [
    [{ process: 'poisson', ratePerSecond: 7 }, 1],
    [{ process: 'gamma', ratePerSecond: 7, cv: 0.5 }, 0.5],
    [{ process: 'gamma', ratePerSecond: 7, cv: 1 }, 1],
    [{ process: 'gamma', ratePerSecond: 7, cv: 1.5 }, 1.5],
    [{ process: 'weibull', ratePerSecond: 7, cv: 0.5 }, 0.5],
    [{ process: 'weibull', ratePerSecond: 7, cv: 1 }, 1],
    [{ process: 'weibull', ratePerSecond: 7, cv: 1.5 }, 1.5],
  ];

  it.each(
    specs,
  )('%j has mean 1, whatever the rate, and its coefficient of variation', (spec, cv) => {
    const gaps = gapsOf(spec);
    expect(Math.abs(mean(gaps) - 1) / (cv / Math.sqrt(COUNT))).toBeLessThan(4.5);
    expect(Math.abs(sampleStandardDeviation(gaps) / cv - 1)).toBeLessThan(0.04);
    expect(gaps.every((gap) => gap >= 0 && gap < Infinity)).toBe(true);
  });

  it.each([
    { process: 'poisson', ratePerSecond: 1 },
    { process: 'gamma', ratePerSecond: 1, cv: 1 },
    { process: 'weibull', ratePerSecond: 1, cv: 1 },
  ] as const)('%j is the exponential law', (spec) => {
    const gaps = gapsOf(spec);
    for (const x of [0.05, 0.5, 1, 3]) {
      const cdf = 1 - Math.exp(-x);
      const error = Math.sqrt((cdf * (1 - cdf)) / COUNT);
      expect(Math.abs(shareUpTo(gaps, x) - cdf) / error).toBeLessThan(4.5);
    }
  });

  it('weibull of cv √5 has shape ½', () => {
    const gaps = gapsOf({ process: 'weibull', ratePerSecond: 1, cv: Math.sqrt(5) });
    for (const x of [0.01, 0.5, 2, 10]) {
      const cdf = 1 - Math.exp(-Math.sqrt(x * weibullMean(0.5)));
      const error = Math.sqrt((cdf * (1 - cdf)) / COUNT);
      expect(Math.abs(shareUpTo(gaps, x) - cdf) / error).toBeLessThan(4.5);
    }
  });

  it('is exact without variation', () => {
    for (const spec of [
      { process: 'deterministic', ratePerSecond: 3 },
      { process: 'gamma', ratePerSecond: 3, cv: 0 },
      { process: 'weibull', ratePerSecond: 3, cv: 0 },
    ] as const) {
      const draw = createGapSampler(spec, () => 0.7);
      expect([draw(), draw()]).toEqual([1, 1]);
    }
  });

  it('stays paired when the rate is swept', () => {
    const slow = createGapSampler({ process: 'poisson', ratePerSecond: 1 }, createStream('pair'));
    const fast = createGapSampler({ process: 'poisson', ratePerSecond: 9 }, createStream('pair'));
    for (let i = 0; i < 100; i++) expect(fast()).toBe(slow());
  });
});
