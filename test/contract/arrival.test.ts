import { describe, expect, it } from 'vitest';
import { hashKey } from '../../src/base/random/hash.ts';
import { createStream } from '../../src/base/random/stream.ts';
import {
  createGapSampler,
  createInstantSampler,
  type RenewalName,
  renewals,
  type TimedName,
  timed,
} from '../../src/policy/arrival/index.ts';
import type {
  ArrivalSpec,
  ArrivalStreams,
  RenewalSpec,
  TimedSpec,
} from '../../src/policy/arrival/port.ts';

const specs: { [P in RenewalName]: RenewalSpec } = {
  poisson: { process: 'poisson', ratePerSecond: 3 },
  server: { process: 'server', ratePerSecond: 3 },
  deterministic: { process: 'deterministic', ratePerSecond: 3 },
  gamma: { process: 'gamma', ratePerSecond: 3, cv: 2 },
  weibull: { process: 'weibull', ratePerSecond: 3, cv: 2 },
};

describe.each(Object.keys(renewals) as RenewalName[])('arrival process %s', (name) => {
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

const timedSpecs: { [P in TimedName]: TimedSpec } = {
  mmpp: {
    process: 'mmpp',
    ratePerSecond: 3,
    states: [
      { relativeRate: 0, meanSeconds: 10 },
      { relativeRate: 2, meanSeconds: 10 },
    ],
  },
  piecewise: {
    process: 'piecewise',
    ratePerSecond: 3,
    steps: [
      { relativeRate: 1.5, seconds: 20 },
      { relativeRate: 0, seconds: 10 },
    ],
    after: 'repeat',
  },
  diurnal: {
    process: 'diurnal',
    ratePerSecond: 3,
    periodSeconds: 100,
    shape: { kind: 'sinusoid', peakToMean: 2, peakSeconds: 30 },
  },
  periodic: {
    process: 'periodic',
    ratePerSecond: 3,
    sources: 7,
    phaseSpread: 0.5,
    jitterShare: 1,
  },
  offline: { process: 'offline', samples: 500 },
};
const streams = (...names: string[]): ArrivalStreams => ({
  gaps: createStream(...names, 'gaps'),
  states: createStream(...names, 'states'),
  key: hashKey(...names, 'key'),
});
const instants = (spec: ArrivalSpec, count: number, name = 'same') =>
  Array.from({ length: count }, createInstantSampler(spec, streams(name)));

describe.each(Object.keys(timed) as TimedName[])('arrival process %s', (name) => {
  const spec = timedSpecs[name];

  it('never goes back in time', () => {
    const all = instants(spec, 2000);
    expect(all[0]).toBeGreaterThanOrEqual(0);
    for (let i = 1; i < all.length; i++) expect(all[i]!).toBeGreaterThanOrEqual(all[i - 1]!);
  });

  it('is a function of its streams alone', () => {
    expect(instants(spec, 200)).toEqual(instants(spec, 200));
    if (name !== 'offline') expect(instants(spec, 200, 'other')).not.toEqual(instants(spec, 200));
  });

  it('takes one draw of gaps per arrival at most, so that no rate shifts the draws of another', () => {
    let draws = 0;
    const own = streams('count');
    const draw = createInstantSampler(spec, {
      ...own,
      gaps: () => {
        draws += 1;
        return own.gaps();
      },
    });
    for (let i = 1; i <= 300; i++) {
      draw();
      expect(draws).toBeLessThanOrEqual(i);
    }
  });

  it('is finite at both ends of the uniform', () => {
    const own = streams('edges');
    let turn = 0;
    const edges = () => {
      turn += 1;
      if (turn % 6 === 0) return 0;
      return turn % 3 === 0 ? 1 - 2 ** -53 : own.gaps();
    };
    const draw = createInstantSampler(spec, { gaps: edges, states: edges, key: own.key });
    for (let i = 0; i < 60; i++) expect(draw()).toSatisfy((x: number) => x >= 0 && x < Infinity);
  });
});
