import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { dueSeconds, type Lane, lane, TIE_SECONDS } from '../../../src/kernel/lanes.ts';

describe('the lanes', () => {
  it('order what happens at one instant', () => {
    const order = Object.entries(lane).sort(([, a], [, b]) => a - b);
    expect(order.map(([name]) => name)).toEqual([
      'completion',
      'landing',
      'fleet',
      'timeout',
      'arrival',
      'dispatch',
      'cutoff',
      'plan',
      'control',
      'sample',
    ]);
    expect(new Set(Object.values(lane)).size).toBe(order.length);
  });

  it('bring an event up after all that comes first, wherever rounding put it within 1 ns', () => {
    const first: Lane[] = [lane.completion, lane.timeout, lane.arrival];
    const seconds = fc.double({ min: 0, max: 1e5, noNaN: true });
    const apart = fc.double({ min: 0, max: 0.9 * TIE_SECONDS, noNaN: true });
    fc.assert(
      fc.property(seconds, apart, fc.constantFrom(...first), (instant, later, earlier) => {
        const after = Object.values(lane).filter((other) => other > earlier);
        // a completion is waited for by all; among arrivals and what follows only plans and later wait
        const waiting = earlier === lane.arrival ? [lane.plan, lane.control, lane.sample] : after;
        for (const other of waiting) {
          const due = dueSeconds(earlier, instant + later);
          const bound = dueSeconds(other, instant);
          expect(due < bound || (due === bound && earlier < other)).toBe(true);
        }
      }),
      { seed: 13 },
    );
  });

  it('never bring an event up before its instant, nor more than 4 ns after it', () => {
    for (const its of Object.values(lane)) {
      expect(dueSeconds(its, 1)).toBeGreaterThanOrEqual(1);
      expect(dueSeconds(its, 1)).toBeLessThanOrEqual(1 + 4.01 * TIE_SECONDS);
    }
  });
});
