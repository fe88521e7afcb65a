import { describe, expect, it } from 'vitest';
import { createStream } from '../../src/base/random/stream.ts';
import { type ArrivalName, arrivals, createGapSampler } from '../../src/policy/arrival/index.ts';
import type { ArrivalSpec } from '../../src/policy/arrival/port.ts';

const specs: { [P in ArrivalName]: ArrivalSpec } = {
  poisson: { process: 'poisson', ratePerSecond: 3 },
  deterministic: { process: 'deterministic', ratePerSecond: 3 },
  gamma: { process: 'gamma', ratePerSecond: 3, cv: 2 },
  weibull: { process: 'weibull', ratePerSecond: 3, cv: 2 },
};

describe.each(Object.keys(arrivals) as ArrivalName[])('arrival process %s', (name) => {
  it('draws finite gaps ≥ 0 of mean 1, whatever its rate', () => {
    const draw = createGapSampler(specs[name], createStream(name));
    const count = 50_000;
    let sum = 0;
    let least = Infinity;
    for (let i = 0; i < count; i++) {
      const gap = draw();
      sum += gap;
      least = Math.min(least, gap);
    }
    expect(least).toBeGreaterThanOrEqual(0);
    // Standard error of the mean at cv 2: 2/√n.
    expect(Math.abs(sum / count - 1)).toBeLessThan((4.5 * 2) / Math.sqrt(count));
  });

  it('is a function of its source alone', () => {
    const first = createGapSampler(specs[name], createStream('same'));
    const second = createGapSampler({ ...specs[name], ratePerSecond: 8 }, createStream('same'));
    for (let i = 0; i < 100; i++) expect(second()).toBe(first());
  });

  it('is finite at both ends of the uniform', () => {
    // Every third uniform is an edge: a sampler that rejects must get others as well.
    const source = createStream('edges');
    let turn = 0;
    const draw = createGapSampler(specs[name], () => {
      turn += 1;
      if (turn % 6 === 0) return 0;
      return turn % 3 === 0 ? 1 - 2 ** -53 : source();
    });
    for (let i = 0; i < 60; i++) expect(draw()).toSatisfy((x: number) => x >= 0 && x < Infinity);
  });
});
