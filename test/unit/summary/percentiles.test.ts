import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { BatchedSketch } from '../../../src/record/batched-sketch.ts';
import { Samples } from '../../../src/record/samples.ts';
import {
  emptyBlock,
  exactBlock,
  FEWEST_FOR_INTERVALS,
  percentileBlock,
  sketchBlock,
} from '../../../src/summary/percentiles.ts';

/** A seeded uniform stream (Numerical Recipes' LCG): tests need no better one. */
function uniform(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return (state + 0.5) / 2 ** 32;
  };
}

function exponentials(n: number, seed: number): Float64Array {
  const next = uniform(seed);
  return Float64Array.from({ length: n }, () => -Math.log(next()));
}

function sketched(values: Float64Array): BatchedSketch {
  const sketch = new BatchedSketch();
  sketch.acceptAll(values, null, values.length);
  return sketch;
}

describe('exactBlock', () => {
  it("gives numpy's default quantiles", () => {
    // numpy.percentile([1, 2, 4, 8, 16], [50, 90, 95, 99, 99.9])
    const block = exactBlock(Float64Array.of(16, 1, 8, 2, 4));
    expect(block.p50).toBe(4);
    expect(block.p90).toBeCloseTo(12.8, 12);
    expect(block.p95).toBeCloseTo(14.4, 12);
    expect(block.p99).toBeCloseTo(15.68, 12);
    expect(block.p999).toBeCloseTo(15.968, 12);
    expect([block.mean, block.max, block.count]).toEqual([6.2, 16, 5]);
  });

  it('is monotone, and leaves the values as they were', () => {
    const some = fc.array(fc.double({ min: 0, max: 1e6, noNaN: true }), { minLength: 1 });
    fc.assert(
      fc.property(some, (list) => {
        const values = Float64Array.from(list);
        const { p50, p90, p95, p99, p999, max } = exactBlock(values);
        const ladder = [p50, p90, p95, p99, p999, max].map(Number);
        expect([...ladder].sort((a, b) => a - b)).toEqual(ladder);
        expect(Array.from(values)).toEqual(list);
      }),
    );
  });

  it('is all null without samples', () => {
    expect(exactBlock(new Float64Array(0))).toBe(emptyBlock);
    expect(percentileBlock(new Samples('sketch'))).toEqual(emptyBlock);
    expect(Object.values(emptyBlock.ci)).toEqual([null, null, null, null, null, null]);
  });

  it('gives no interval for too few samples, and none that no sample bounds', () => {
    const few = exactBlock(exponentials(FEWEST_FOR_INTERVALS - 1, 1));
    expect(few.ci.mean).toBeNull();
    const enough = exactBlock(exponentials(FEWEST_FOR_INTERVALS, 1));
    expect(enough.ci.mean).not.toBeNull();
    expect(enough.ci.p50).not.toBeNull();
    expect(enough.ci.p999).toBeNull();
  });

  it('has no interval that goes below 0', () => {
    // A burst in a thousand values: its batch alone has a mean.
    const burst = Float64Array.from({ length: 1280 }, (_, i) => (i >= 640 && i < 680 ? 50 : 0));
    const [low = -1, high = -1] = exactBlock(burst).ci.mean ?? [];
    expect(low).toBe(0);
    expect(high).toBeGreaterThan(50 / 32);
  });

  it('covers the truth about 95 times in 100, for the mean and the quantiles', () => {
    const truth = { mean: 1, p50: Math.log(2), p90: Math.log(10), p99: Math.log(100) };
    const hits = { mean: 0, p50: 0, p90: 0, p99: 0 };
    const runs = 300;
    for (let run = 0; run < runs; run += 1) {
      const { ci } = exactBlock(exponentials(4000, run + 1));
      for (const name of ['mean', 'p50', 'p90', 'p99'] as const) {
        const interval = ci[name];
        if (interval && interval[0] <= truth[name] && truth[name] <= interval[1]) hits[name] += 1;
      }
    }
    // 95 % ± 4 standard errors of 300 runs, and a little for the discreteness of the tail.
    for (const count of Object.values(hits)) {
      expect(count / runs).toBeGreaterThan(0.89);
      expect(count / runs).toBeLessThanOrEqual(1);
    }
    expect(hits.mean / runs).toBeLessThan(0.995);
  });

  it('covers the truth of an autocorrelated series, where independent samples would not', () => {
    const runs = 200;
    let hits = 0;
    for (let run = 0; run < runs; run += 1) {
      const next = uniform(run + 77);
      // AR(1) of uniforms with coefficient 0.9 and mean 5: its standard error is 4.4 times the naive one.
      let state = 5;
      const values = Float64Array.from({ length: 16_000 }, () => {
        state = 0.9 * state + next();
        return state;
      });
      const [low, high] = exactBlock(values).ci.mean!;
      if (low <= 5 && 5 <= high) hits += 1;
    }
    expect(hits / runs).toBeGreaterThan(0.89);
  });
});

describe('sketchBlock', () => {
  it('agrees with the exact block to 0.5 %, its intervals nearly', () => {
    const values = exponentials(100_000, 5);
    const exact = exactBlock(values);
    const sketch = sketchBlock(sketched(values));
    expect([sketch.count, sketch.max]).toEqual([exact.count, exact.max]);
    expect(sketch.mean).toBeCloseTo(exact.mean!, 9);
    for (const name of ['p50', 'p90', 'p95', 'p99', 'p999'] as const) {
      expect(Math.abs(sketch[name]! / exact[name]! - 1)).toBeLessThan(0.0055);
      const [low, high] = sketch.ci[name]!;
      expect(low).toBeLessThanOrEqual(sketch[name]!);
      expect(high).toBeGreaterThanOrEqual(sketch[name]!);
      expect((high - low) / sketch[name]!).toBeLessThan(0.2);
    }
    const width = (ci: readonly [number, number]) => ci[1] - ci[0];
    const ratio = width(sketch.ci.mean!) / width(exact.ci.mean!);
    expect(ratio).toBeGreaterThan(0.5);
    expect(ratio).toBeLessThan(2);
  });

  it('covers the truth about 95 times in 100', () => {
    let mean = 0;
    let p90 = 0;
    for (let run = 0; run < 150; run += 1) {
      const { ci } = sketchBlock(sketched(exponentials(4000, run + 1)));
      if (ci.mean![0] <= 1 && 1 <= ci.mean![1]) mean += 1;
      // The sketch's own 0.5 % stands beside the interval.
      if (ci.p90![0] <= 1.005 * Math.log(10) && 0.995 * Math.log(10) <= ci.p90![1]) p90 += 1;
    }
    expect(mean / 150).toBeGreaterThan(0.88);
    expect(p90 / 150).toBeGreaterThan(0.88);
  });
});
