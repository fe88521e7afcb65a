import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { deferrals } from '../../src/policy/deferral/index.ts';
import type { DeferralDefinition, DeferralView } from '../../src/policy/deferral/port.ts';

const anyView: fc.Arbitrary<DeferralView> = fc
  .record({
    from: fc.integer({ min: 0, max: 100_000 }),
    parts: fc.array(
      fc.record({
        length: fc.integer({ min: 1, max: 3600 }),
        value: fc.integer({ min: -50, max: 500 }),
      }),
      { minLength: 1, maxLength: 12 },
    ),
    tolerance: fc.constantFrom(0, 0.05, 0.5),
    draw: fc.integer({ min: 0, max: 2 ** 20 - 1 }),
  })
  .map(({ from, parts, tolerance, draw }) => {
    let at = from;
    const forecast = parts.map(({ length, value }) => {
      const fromSeconds = at;
      at += length;
      return { fromSeconds, toSeconds: at, value };
    });
    return { forecast, tolerance, uniform: draw / 2 ** 20 };
  });

const policies = Object.entries<DeferralDefinition>(deferrals);

describe.each(policies)('the deferral policy %s', (_, policy) => {
  it('starts now, or later where the forecast is as low as it gets within the tolerance', () => {
    let waits = 0;
    fc.assert(
      fc.property(anyView, (view) => {
        const { forecast, tolerance } = view;
        const start = policy.startSeconds(view);
        const lowest = Math.min(...forecast.map(({ value }) => value));
        const most = lowest + tolerance * Math.abs(lowest);
        const part = forecast.find((each) => start >= each.fromSeconds && start < each.toSeconds);
        expect(part?.value).toBeLessThanOrEqual(most);
        if (start > forecast[0]!.fromSeconds) waits++;
        // nobody waits for what there is now
        if (forecast[0]!.value <= most) expect(start).toBe(forecast[0]!.fromSeconds);
      }),
      { numRuns: 200 },
    );
    expect(waits).toBeGreaterThan(50);
  });

  it('is no earlier with a later draw', () => {
    fc.assert(
      fc.property(anyView, (view) => {
        const later = policy.startSeconds({ ...view, uniform: (view.uniform + 1) / 2 });
        expect(later).toBeGreaterThanOrEqual(policy.startSeconds(view));
      }),
      { numRuns: 50 },
    );
  });

  it('spreads those who wait over all parts that are as good', () => {
    const hour = (at: number, value: number) => ({
      fromSeconds: 3600 * at,
      toSeconds: 3600 * (at + 1),
      value,
    });
    const forecast = [hour(0, 300), hour(1, 102), hour(2, 200), hour(3, 100)];
    const starts = [0, 0.25, 0.5, 0.75].map((uniform) =>
      policy.startSeconds({ forecast, tolerance: 0.05, uniform }),
    );
    expect(starts).toEqual([3600, 5400, 10_800, 12_600]);
  });
});
