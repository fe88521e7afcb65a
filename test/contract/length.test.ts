import { mean as sampleMean, sampleStandardDeviation } from 'simple-statistics';
import { describe, expect, it } from 'vitest';
import { createKeyedSource } from '../../src/base/random/hash.ts';
import { createStream } from '../../src/base/random/stream.ts';
import {
  createLengthSampler,
  type LengthName,
  lengthBounds,
  lengthMean,
  lengths,
} from '../../src/policy/length/index.ts';
import type { LengthSpec } from '../../src/policy/length/port.ts';

/**
 * Unclipped specs of every law, of finite variance, with how far rounding up moves the mean at
 * most.
 */
const unclipped: { [D in LengthName]: { spec: LengthSpec; rounding: number } } = {
  fixed: { spec: { distribution: 'fixed', value: 128 }, rounding: 0 },
  uniform: { spec: { distribution: 'uniform', min: 3, max: 900 }, rounding: 0 },
  exponential: { spec: { distribution: 'exponential', mean: 250 }, rounding: 1 },
  geometric: { spec: { distribution: 'geometric', mean: 12.5 }, rounding: 0 },
  lognormal: { spec: { distribution: 'lognormal', mean: 1024, cv: 1.2 }, rounding: 1 },
  gamma: { spec: { distribution: 'gamma', mean: 300, cv: 1.7 }, rounding: 1 },
  zipf: { spec: { distribution: 'zipf', exponent: 1.1, max: 4096 }, rounding: 0 },
  pareto: { spec: { distribution: 'pareto', mean: 500, shape: 4.5 }, rounding: 1 },
  empirical: {
    spec: { distribution: 'empirical', values: [5, 70, 900], weights: [3, 2, 1] },
    rounding: 0,
  },
  joint: {
    spec: {
      distribution: 'joint',
      rows: [
        [10, 1],
        [500, 20],
        [3000, 7],
      ],
    },
    rounding: 0,
  },
};

const COUNT = 60_000;
const names = Object.keys(lengths) as LengthName[];

describe.each(names)('length law %s', (name) => {
  const { spec, rounding } = unclipped[name];
  const clipped: LengthSpec = { ...spec, min: 20, max: 100 } as LengthSpec;

  it('draws whole numbers ≥ 1 inside its bounds, clipped or not', () => {
    for (const one of [spec, clipped]) {
      const draw = createLengthSampler(one, createStream(name));
      const [least, most] = lengthBounds(one);
      expect(least).toBeGreaterThanOrEqual(1);
      expect(most).toBeGreaterThanOrEqual(least);
      let bad = 0;
      for (let i = 0; i < 5000; i++) {
        const tokens = draw();
        if (!(Number.isInteger(tokens) && tokens >= least && tokens <= most)) bad += 1;
      }
      expect(bad).toBe(0);
    }
    expect(lengthBounds(clipped)[0]).toBeGreaterThanOrEqual(20);
    expect(lengthBounds(clipped)[1]).toBeLessThanOrEqual(100);
  });

  it('has the mean that its definition states, but for rounding up', () => {
    const draw = createLengthSampler(spec, createStream('mean', name));
    const draws = Array.from({ length: COUNT }, draw);
    const error = (4.5 * sampleStandardDeviation(draws)) / Math.sqrt(COUNT);
    const excess = sampleMean(draws) - lengthMean(spec);
    expect(excess).toBeGreaterThanOrEqual(-error);
    expect(excess).toBeLessThanOrEqual(rounding + error);
  });

  it('is a function of its source alone', () => {
    const first = createLengthSampler(spec, createStream('same'));
    const second = createLengthSampler(spec, createStream('same'));
    for (let i = 0; i < 100; i++) expect(second()).toBe(first());
  });

  it('keeps nothing between draws, so that a seated source makes each draw again', () => {
    const keyed = createKeyedSource(77);
    const draw = createLengthSampler(spec, keyed.source);
    const at = (client: number) => {
      keyed.seat(client, 3);
      return draw();
    };
    const inOrder = [0, 1, 2, 3, 4].map(at);
    const backwards = [4, 3, 2, 1, 0].map(at).reverse();
    expect(backwards).toEqual(inOrder);
  });

  it('takes the same number of uniforms for every draw, unless it rejects', () => {
    let uniforms = 0;
    const source = createStream('count');
    const draw = createLengthSampler(spec, () => {
      uniforms += 1;
      return source();
    });
    draw();
    const each = uniforms;
    for (let i = 0; i < 999; i++) draw();
    if (name === 'gamma') expect(uniforms).toBeGreaterThanOrEqual(3000);
    else expect(uniforms).toBe(1000 * each);
  });
});
