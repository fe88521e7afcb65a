import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { polylineAt, sumOfMaxima } from '../../../src/physics/piecewise.ts';

const value = fc.double({ min: 0, max: 100, noNaN: true });

describe('sumOfMaxima', () => {
  it('equals the sum of the higher lines at every point', () => {
    const pair = fc.record({
      weight: value,
      firstIntercept: value,
      firstSlope: value,
      secondIntercept: value,
      secondSlope: value,
    });
    fc.assert(
      fc.property(
        fc.array(pair, { maxLength: 12 }),
        fc.double({ min: 0, max: 1e4, noNaN: true }),
        (pairs, x) => {
          const expected = pairs.reduce(
            (sum, p) =>
              sum +
              p.weight *
                Math.max(
                  p.firstIntercept + p.firstSlope * x,
                  p.secondIntercept + p.secondSlope * x,
                ),
            0,
          );
          expect(Math.abs(polylineAt(sumOfMaxima(pairs), x) - expected)).toBeLessThanOrEqual(
            1e-9 * (1 + expected),
          );
        },
      ),
    );
  });

  it('is 0 without operators', () => {
    expect(polylineAt(sumOfMaxima([]), 5)).toBe(0);
  });
});
