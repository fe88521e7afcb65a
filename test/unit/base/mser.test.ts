import fc from 'fast-check';
import { mean, variance } from 'simple-statistics';
import { describe, expect, it } from 'vitest';
import { mser5 } from '../../../src/base/mser.ts';
import { drawNormal } from '../../../src/base/random/normal.ts';
import { createStream } from '../../../src/base/random/stream.ts';

const series = <T>(length: number, value: (i: number) => T): T[] =>
  Array.from({ length }, (_, i) => value(i));

/** By the definition, in O(n²). */
function byDefinition(values: readonly number[]): number {
  const batches = series(Math.floor(values.length / 5), (j) =>
    mean(values.slice(5 * j, 5 * j + 5)),
  );
  const cuts = series(Math.floor(batches.length / 2) + 1, (cut) => cut);
  const errors = cuts.map((cut) => {
    const rest = batches.slice(cut);
    return variance(rest) / rest.length;
  });
  return 5 * errors.indexOf(Math.min(...errors));
}

describe('mser5', () => {
  it('leaves out nothing of a constant series', () => {
    expect(mser5(series(1000, () => 0.1))).toEqual({ values: 0, isTooShort: false });
  });

  it('cuts a step where it is, rounded up to whole batches', () => {
    const step = (at: number) => mser5(series(1000, (i) => (i < at ? 1 : 7)));
    for (const at of [5, 100, 495]) expect(step(at)).toEqual({ values: at, isTooShort: false });
    // one value of the transient is left in a batch that is worth keeping or not
    expect(step(98).values).toBe(100);
    expect(mser5(series(1000, (i) => (i < 100 ? 9 : 2 + (i % 2)))).values).toBe(100);
  });

  it('says when it cuts as late as it may', () => {
    const late = { values: 500, isTooShort: true };
    expect(mser5(series(1000, (i) => (i < 500 ? 1 : 7)))).toEqual(late);
    expect(mser5(series(1000, (i) => (i < 700 ? 1 : 7 + (i % 2)))).isTooShort).toBe(false);
    expect(mser5(series(1000, (i) => Math.sqrt(i)))).toEqual(late);
    for (const length of [0, 4, 5, 9]) {
      expect(mser5(series(length, () => 1))).toEqual({ values: 0, isTooShort: true });
    }
  });

  it('does not look at values that fill no batch', () => {
    expect(mser5(series(1004, (i) => (i >= 1000 ? 1e9 : 3)))).toEqual(mser5(series(1000, () => 3)));
  });

  it('leaves out little of white noise', () => {
    const source = createStream('white noise');
    const cuts = series(200, () => mser5(series(2000, () => drawNormal(source))).values);
    expect(mean(cuts)).toBeLessThan(0.05 * 2000);
    expect(cuts.filter((cut) => cut === 0).length).toBeGreaterThan(60);
    expect(cuts.filter((cut) => cut > 500).length).toBeLessThan(10);
  });

  it('finds the end of a transient that fades into noise', () => {
    const source = createStream('transient');
    const cuts = series(100, () =>
      mser5(series(4000, (i) => drawNormal(source) + 10 * Math.exp(-i / 200))),
    );
    for (const { values, isTooShort } of cuts) {
      // after five time constants a fifteenth of the noise is left
      expect(values).toBeGreaterThan(400);
      expect(values).toBeLessThan(2000);
      expect(isTooShort).toBe(false);
    }
  });

  it('is what its definition says, far from zero too', () => {
    const values = fc.array(fc.integer({ min: 0, max: 9 }), { minLength: 10, maxLength: 120 });
    fc.assert(
      fc.property(values, (drawn) => {
        const noise = createStream(...drawn);
        const real = drawn.map((value) => value + noise());
        expect(mser5(real).values).toBe(byDefinition(real));
        expect(mser5(real.map((value) => value + 2 ** 20)).values).toBe(byDefinition(real));
      }),
      { seed: 111 },
    );
  });
});
