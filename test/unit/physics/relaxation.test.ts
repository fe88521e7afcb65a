import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  crossingSeconds,
  type Relaxation,
  relaxedAt,
  relaxedIntegral,
} from '../../../src/physics/relaxation.ts';

const between = (min: number, max: number) =>
  fc.integer({ min: 1000 * min, max: 1000 * max }).map((value) => value / 1000);
const any: fc.Arbitrary<Relaxation> = fc.record({
  constant: between(40, 90),
  slope: fc.constantFrom(0, 0.3, -0.3),
  fast: between(-30, 30),
  fastRate: between(-3, -0.5),
  slow: between(-30, 30),
  slowRate: between(-0.3, -0.01),
});
const WITHIN = 40;
const FINE = 1000;

/** The first of many equal steps that passes the level, as a loop finds it; null where none does. */
function walked(of: Relaxation, level: number, upwards: boolean): number | null {
  const beyond = (i: number) => {
    const value = relaxedAt(of, (i * WITHIN) / FINE);
    return upwards ? value >= level : value <= level;
  };
  for (let i = 1; i <= FINE; i++) if (!beyond(i - 1) && beyond(i)) return (i * WITHIN) / FINE;
  return null;
}

describe('crossingSeconds', () => {
  it('finds the crossing that walking finds, or one between two of its steps', () => {
    let found = 0;
    let later = 0;
    fc.assert(
      fc.property(any, between(45, 90), fc.boolean(), (of, level, upwards) => {
        const seconds = crossingSeconds(of, level, upwards, WITHIN);
        const slow = walked(of, level, upwards);
        if (slow === null) {
          // a touch that begins and ends within one step of the walk
          if (seconds < WITHIN) expect(Math.abs(relaxedAt(of, seconds) - level)).toBeLessThan(1e-9);
          return;
        }
        found++;
        expect(seconds).toBeLessThanOrEqual(slow + 1e-12);
        expect(Math.abs(relaxedAt(of, seconds) - level)).toBeLessThan(1e-9);
        const start = relaxedAt(of, 0);
        if (upwards ? start > level : start < level) later++;
      }),
      { numRuns: 200 },
    );
    expect(found).toBeGreaterThan(15);
    // from beyond the level, back and across again
    expect(later).toBeGreaterThan(0);
  });

  it('is the logarithm that one mode has', () => {
    const of = { constant: 90, slope: 0, fast: 0, fastRate: -1, slow: -50, slowRate: -1 / 60 };
    expect(crossingSeconds(of, 80, true, 1000)).toBeCloseTo(60 * Math.log(5), 9);
    expect(crossingSeconds(of, 80, false, 1000)).toBe(Number.POSITIVE_INFINITY);
    expect(crossingSeconds(of, 91, true, 1000)).toBe(Number.POSITIVE_INFINITY);
  });
});

describe('relaxedIntegral', () => {
  it('is the sum of many thin slices', () => {
    fc.assert(
      fc.property(any, between(0.1, WITHIN), (of, seconds) => {
        const thin = seconds / FINE;
        let sum = 0;
        for (let i = 0; i < FINE; i++) sum += relaxedAt(of, (i + 0.5) * thin) * thin;
        expect(relaxedIntegral(of, seconds) / sum).toBeCloseTo(1, 3);
      }),
      { numRuns: 20 },
    );
  });
});
