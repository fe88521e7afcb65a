import { mean as sampleMean, sampleStandardDeviation } from 'simple-statistics';
import { describe, expect, it } from 'vitest';
import { createStream } from '../../src/base/random/stream.ts';
import { createDurationSampler, durationMean, durations } from '../../src/policy/duration/index.ts';
import type { DurationSpec } from '../../src/policy/duration/port.ts';

const specs: { [L in DurationSpec['law']]: { spec: DurationSpec; cv: number } } = {
  fixed: { spec: { law: 'fixed', seconds: 0.3 }, cv: 0 },
  uniform: { spec: { law: 'uniform', minSeconds: 1, maxSeconds: 3 }, cv: 1 / Math.sqrt(12) },
  exponential: { spec: { law: 'exponential', meanSeconds: 0.02 }, cv: 1 },
  lognormal: { spec: { law: 'lognormal', meanSeconds: 5, cv: 0.8 }, cv: 0.8 },
  weibull: { spec: { law: 'weibull', meanSeconds: 4, cv: 1.6 }, cv: 1.6 },
};
const names = Object.keys(durations) as DurationSpec['law'][];
const COUNT = 40_000;

describe.each(names)('duration law %s', (name) => {
  const { spec, cv } = specs[name];

  it('has the mean that its definition states, and the spread of its law', () => {
    const draws = Array.from({ length: COUNT }, createDurationSampler(spec, createStream(name)));
    const mean = durationMean(spec);
    expect(Math.min(...draws)).toBeGreaterThanOrEqual(0);
    expect(Math.abs(sampleMean(draws) - mean)).toBeLessThanOrEqual(
      1e-12 + (5 * cv * mean) / Math.sqrt(COUNT),
    );
    expect(Math.abs(sampleStandardDeviation(draws) - cv * mean)).toBeLessThan(
      (1e-9 + 0.06 * cv) * mean,
    );
  });

  it('takes one number per draw', () => {
    let taken = 0;
    const stream = createStream(name);
    const draw = createDurationSampler(spec, () => {
      taken += 1;
      return stream();
    });
    for (let i = 0; i < 100; i += 1) draw();
    expect(taken).toBe(100);
  });

  it('scales with its mean, draw by draw', () => {
    const half = createDurationSampler(scaled(spec, 0.5), createStream(name));
    const whole = createDurationSampler(spec, createStream(name));
    for (let i = 0; i < 100; i += 1) expect(half()).toBeCloseTo(whole() / 2, 12);
  });
});

function scaled(spec: DurationSpec, by: number): DurationSpec {
  switch (spec.law) {
    case 'fixed':
      return { ...spec, seconds: by * spec.seconds };
    case 'uniform':
      return { ...spec, minSeconds: by * spec.minSeconds, maxSeconds: by * spec.maxSeconds };
    default:
      return { ...spec, meanSeconds: by * spec.meanSeconds };
  }
}
