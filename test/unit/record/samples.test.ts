import { describe, expect, it } from 'vitest';
import { Samples, WeightedSamples } from '../../../src/record/samples.ts';

function fill(samples: Samples, count: number): Samples {
  for (let i = 0; i < count; i += 1) samples.accept(i);
  return samples;
}

describe('Samples', () => {
  it.each([0, 1, 32_767, 32_768, 32_769, 100_000])('keeps %i values exactly and in order', (n) => {
    const samples = fill(new Samples('exact'), n);
    expect(samples.count).toBe(n);
    const values = samples.exact()!;
    expect(values.length).toBe(n);
    expect(values.findIndex((value, i) => value !== i)).toBe(-1);
    expect(samples.sketch).toBeNull();
  });

  it.each([40_000, 50_001])('auto moves to a sketch beyond the limit, losing nothing (%i)', (n) => {
    const samples = fill(new Samples('auto', 40_000), n);
    const isExact = n <= 40_000;
    expect(samples.exact() !== null).toBe(isExact);
    expect(samples.sketch === null).toBe(isExact);
    expect(samples.count).toBe(n);
    if (!isExact) {
      expect(samples.sketch!.total().count).toBe(n);
      expect(samples.sketch!.total().sum).toBe((n * (n - 1)) / 2);
    }
  });

  it('goes on after it was read, exact or sketched', () => {
    for (const mode of ['exact', 'sketch'] as const) {
      const samples = fill(new Samples(mode), 700);
      samples.exact();
      expect(samples.sketch?.count ?? 700).toBe(700);
      fill(samples, 700);
      expect(samples.count).toBe(1400);
      expect(samples.exact()?.length ?? samples.sketch?.total().count).toBe(1400);
    }
  });
});

describe('WeightedSamples', () => {
  it('counts weights', () => {
    const samples = new WeightedSamples();
    for (let i = 0; i < 1000; i += 1) samples.accept(0.02, 30);
    samples.accept(1, 0);
    expect(samples.sketch.count).toBe(30_000);
    expect(samples.sketch.total().mean).toBeCloseTo(0.02, 12);
    expect(samples.sketch.total().max).toBe(0.02);
  });
});
