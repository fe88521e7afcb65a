import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  constantProfile,
  dayProfile,
  meanOver,
  partsOver,
} from '../../../../src/physics/facility/profile.ts';

describe('the parts of a profile', () => {
  it('cover a stretch of time without gaps, and have its mean', () => {
    const day = fc.array(fc.integer({ min: 0, max: 500 }), { minLength: 2, maxLength: 24 });
    const instant = fc.integer({ min: 0, max: 300_000 });
    fc.assert(
      fc.property(day, instant, instant, (values, from, length) => {
        const profile = dayProfile(values);
        const to = from + length;
        const parts = partsOver(profile, from, to);
        expect(parts[0]!.fromSeconds).toBe(from);
        expect(parts.at(-1)!.toSeconds).toBe(length === 0 ? parts[0]!.toSeconds : to);
        let sum = 0;
        for (const [i, { fromSeconds, toSeconds, value }] of parts.entries()) {
          if (i > 0) expect(fromSeconds).toBe(parts[i - 1]!.toSeconds);
          if (length > 0) expect(toSeconds).toBeGreaterThan(fromSeconds);
          sum += (toSeconds - fromSeconds) * value;
        }
        if (length > 0) expect(sum / length).toBeCloseTo(meanOver(profile, from, to), 6);
        else expect(parts[0]!.value).toBe(meanOver(profile, from, to));
      }),
      { numRuns: 100 },
    );
  });

  it('are as many as days where nothing changes', () => {
    expect(partsOver(constantProfile(7), 0, 3600)).toEqual([
      { fromSeconds: 0, toSeconds: 3600, value: 7 },
    ]);
    expect(partsOver(constantProfile(7), 80_000, 90_000)).toHaveLength(2);
  });
});
