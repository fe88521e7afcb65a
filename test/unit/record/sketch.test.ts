import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { BatchedSketch, MOST_BATCHES } from '../../../src/record/batched-sketch.ts';
import { QuantileSketch, SKETCH_RELATIVE_ERROR } from '../../../src/record/sketch.ts';

const probabilities = [0, 0.25, 0.5, 0.9, 0.99, 1];

function sketchOf(values: Iterable<number>): QuantileSketch {
  const sketch = new QuantileSketch();
  for (const value of values) sketch.accept(value);
  return sketch;
}

/** The value at the rank that a sketch answers for. */
function exactQuantile(values: readonly number[], p: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(p * (sorted.length - 1))]!;
}

const positive = fc.oneof(
  fc.double({ min: 1e-9, max: 1e6, noNaN: true }),
  // Around 1 lies key 0 of the store, on which merging in the library trips.
  fc.double({ min: 0.9, max: 1, noNaN: true }),
  fc.constant(0),
);
const samples = fc.array(positive, { minLength: 1, maxLength: 60 });

describe('QuantileSketch', () => {
  it('is within 0.5 % of a value at the rank', () => {
    fc.assert(
      fc.property(samples, (values) => {
        const sketch = sketchOf(values);
        for (const p of probabilities) {
          const exact = exactQuantile(values, p);
          const error = Math.abs(sketch.quantile(p) - exact);
          expect(error).toBeLessThanOrEqual(SKETCH_RELATIVE_ERROR * 1.000001 * exact);
        }
      }),
    );
  });

  it('merges into what one sketch of all values is', () => {
    fc.assert(
      fc.property(samples, samples, (some, others) => {
        const merged = sketchOf(some);
        merged.merge(sketchOf(others));
        const whole = sketchOf([...some, ...others]);
        for (const p of probabilities) expect(merged.quantile(p)).toBe(whole.quantile(p));
        expect([merged.count, merged.max]).toEqual([whole.count, whole.max]);
        expect(merged.sum).toBeCloseTo(whole.sum, 6);
      }),
    );
  });

  it('merges when the largest value to come lies in bin 0, which the library loses', () => {
    const merged = sketchOf([0.5]);
    merged.merge(sketchOf([0.7, 0.9999]));
    expect(merged.quantile(1)).toBeCloseTo(0.9999, 2);
    expect(merged.quantile(0.5)).toBeCloseTo(0.7, 2);
  });

  it('takes values in bulk as it takes them one by one', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(positive, fc.integer({ min: 0, max: 5 }))), (pairs) => {
        const bulk = new QuantileSketch();
        const single = new QuantileSketch();
        const values = Float64Array.from(pairs, ([value]) => value);
        bulk.acceptAll(
          values,
          Float64Array.from(pairs, ([, weight]) => weight),
          0,
          values.length,
        );
        for (const [value, weight] of pairs) if (weight > 0) single.accept(value, weight);
        for (const p of probabilities) expect(bulk.quantile(p)).toBe(single.quantile(p));
        expect([bulk.count, bulk.max]).toEqual([single.count, single.max]);
        expect(bulk.sum).toBeCloseTo(single.sum, 6);
      }),
    );
  });

  it('counts rounding residue of a subtraction as zero', () => {
    const sketch = sketchOf([-1e-17, 1e-17, 0, 2]);
    expect(sketch.quantile(0.5)).toBe(0);
    expect(sketch.count).toBe(4);
  });

  it('refuses negative values and NaN: they are bugs of the caller', () => {
    expect(() => sketchOf([-1])).toThrow('not negative');
    expect(() => sketchOf([NaN])).toThrow('not negative');
  });

  it('tells the share up to a value', () => {
    expect(sketchOf([0, 1, 2, 3]).shareUpTo(2)).toBe(0.75);
    expect(sketchOf([0, 1, 2, 3]).shareUpTo(0)).toBe(0.25);
    expect(sketchOf([0, 1, 2, 3]).shareUpTo(99)).toBe(1);
  });

  it('answers NaN when empty', () => {
    const empty = new QuantileSketch();
    expect([empty.quantile(0.5), empty.mean, empty.max]).toEqual([NaN, NaN, NaN]);
  });
});

describe('BatchedSketch', () => {
  it('cuts the series into equal contiguous batches, at least 32 once there are enough', () => {
    const size = fc.integer({ min: 1, max: 20_000 });
    fc.assert(
      fc.property(size, (n) => {
        const batched = new BatchedSketch();
        const values = Float64Array.from({ length: n }, (_, i) => i);
        batched.acceptAll(values, null, n);
        const { batches } = batched;
        if (n >= MOST_BATCHES * 32) expect(batches.length).toBeGreaterThanOrEqual(32);
        expect(batches.length).toBeLessThan(MOST_BATCHES);
        let start = 0;
        for (const batch of batches) {
          // The mean of consecutive integers names them.
          expect(batch.mean).toBe(start + (batch.count - 1) / 2);
          expect(batch.count).toBe(batches[0]!.count);
          start += batch.count;
        }
        expect([batched.count, batched.total().count]).toEqual([n, n]);
      }),
      { numRuns: 30 },
    );
  });

  it('takes a weight as that many equal values in a row', () => {
    const entries = fc.array(fc.tuple(positive, fc.integer({ min: 0, max: 3000 })), {
      maxLength: 20,
    });
    fc.assert(
      fc.property(entries, (pairs) => {
        const weighted = new BatchedSketch();
        const single = new BatchedSketch();
        const values = Float64Array.from(pairs, ([value]) => value);
        weighted.acceptAll(
          values,
          Float64Array.from(pairs, ([, weight]) => weight),
          pairs.length,
        );
        const flat = Float64Array.from(pairs.flatMap(([value, n]) => Array(n).fill(value)));
        single.acceptAll(flat, null, flat.length);
        expect(weighted.count).toBe(single.count);
        expect(weighted.batches.map((b) => b.count)).toEqual(single.batches.map((b) => b.count));
        weighted.batches.forEach((batch, i) => {
          const other = single.batches[i]!.mean;
          expect(Math.abs(batch.mean - other)).toBeLessThanOrEqual(1e-9 * (1 + Math.abs(other)));
        });
      }),
      { numRuns: 40 },
    );
  });
});
