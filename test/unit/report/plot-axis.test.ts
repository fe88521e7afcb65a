import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { plotAxis } from '../../../src/report/plot-axis.ts';

describe('an axis of a plot', () => {
  it.each([
    [[426, 738], {}, false, [500, 600, 700]],
    [[5, 26], {}, false, [0, 10, 20]],
    [[100, 2000], {}, true, [100, 200, 500, 1000, 2000]],
    [[1, 1e6], {}, true, [1, 100, 10_000, 1e6]],
    [[0.49, 0.78], { isShare: true }, false, [0.5, 0.6, 0.7, 0.8]],
    [[0.01, 1], { isShare: true }, false, [0, 0.5, 1]],
    [[3, 3], {}, false, [3, 4, 5]],
  ] as const)('of %j (%j) has round ticks', (values, options, isLogarithmic, ticks) => {
    const axis = plotAxis([...values], { ...options, ticks: 4 });
    expect(axis.isLogarithmic).toBe(isLogarithmic);
    if (values[0] !== values[1]) expect(axis.ticks).toEqual(ticks);
    expect(axis.ticks.length).toBeGreaterThan(0);
  });

  it.each([false, true])('of nothing but zeros is from 0 to 1 (shares: %j)', (isShare) => {
    expect(plotAxis([0, 0], { isShare, ticks: 4 })).toMatchObject({ low: 0, high: 1 });
  });

  it('has every value and tick between its ends, in order, and not too many', () => {
    const value = fc.double({ min: 1e-6, max: 1e9, noNaN: true });
    fc.assert(
      fc.property(fc.array(value, { minLength: 1, maxLength: 9 }), (values) => {
        const axis = plotAxis(values, { ticks: 5 });
        expect(axis.low).toBeGreaterThanOrEqual(0);
        const at = [...values, ...axis.ticks].map((each) => axis.at(each));
        expect(Math.min(...at)).toBeGreaterThanOrEqual(-1e-9);
        expect(Math.max(...at)).toBeLessThanOrEqual(1 + 1e-9);
        expect(axis.ticks.length).toBeLessThanOrEqual(7);
        expect([...axis.ticks].sort((a, b) => a - b)).toEqual(axis.ticks);
        const [least, most] = [Math.min(...values), Math.max(...values)];
        expect(axis.at(least)).toBeLessThanOrEqual(axis.at(most));
      }),
      { examples: [[[1e-6, 1e-6 * (1 + 2e-16 * 2)]], [[0]]] },
    );
  });
});
