import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Budget } from '../../../../src/engine/power/budget.ts';

const LIMIT = 1000;
const WINDOW = 0.05;
const shares = { low: 0.8, high: 0.89 };
const upTo = (most: number) => fc.integer({ min: 0, max: 1000 * most }).map((v) => v / 1000);

/** Changes of what is drawn, each a while after the one before. */
const anyChanges = fc.array(
  fc.record({
    wait: upTo(0.2),
    watts: upTo(1300),
    slope: fc.constantFrom(0, 0, 40, -40),
  }),
  { minLength: 3, maxLength: 12 },
);

/** Handles crossings until `seconds`; returns their instants, each with the level that it leads to. */
function run(budget: Budget, from: number, seconds: number): [number, number][] {
  const crossings: [number, number][] = [];
  for (let next = budget.next(from); next <= seconds; next = budget.next(next)) {
    if (budget.cross(next)) crossings.push([next, budget.level]);
    if (crossings.length > 1000) throw new Error('crosses for ever');
  }
  return crossings;
}

describe('Budget', () => {
  it('crosses its thresholds where a fine loop does, and exceeds its limit by as much', () => {
    let crossed = 0;
    let over = 0;
    fc.assert(
      fc.property(anyChanges, (changes) => {
        const budget = new Budget(LIMIT, WINDOW, shares, 0);
        const thin = 2e-5;
        let mean = 0;
        let level = 0;
        let now = 0;
        let at = { watts: 0, slope: 0, since: 0 };
        let excess = 0;
        const walked: [number, number][] = [];
        const solved: [number, number][] = [];
        for (const { wait, watts, slope } of changes) {
          const until = now + wait;
          solved.push(...run(budget, now, until));
          for (let t = now; t < until; t += thin) {
            const step = Math.min(thin, until - t);
            const drawn = at.watts + at.slope * (t + step / 2 - at.since);
            mean += ((drawn - mean) * step) / WINDOW;
            excess += Math.max(0, mean - LIMIT) * step;
            const before = level;
            while (level < 3 && mean >= [800, 890, 1000][level]!) level++;
            while (level > 0 && mean <= [750, 840, 950][level - 1]!) level--;
            if (level !== before) walked.push([t + step, level]);
          }
          const drawn = at.watts + at.slope * (until - at.since);
          budget.change(until, watts - drawn, slope - at.slope);
          at = { watts, slope, since: until };
          now = until;
        }
        budget.close(now);
        crossed += solved.length;
        if (budget.sums.overshootJoules > 1) over++;
        expect(budget.sums.overshootJoules).toBeCloseTo(excess, -1);
        // a threshold that is just touched is crossed by one of the two alone
        if (walked.length !== solved.length) return;
        for (const [i, [seconds, to]] of solved.entries()) {
          expect(to).toBe(walked[i]![1]);
          expect(Math.abs(seconds - walked[i]![0])).toBeLessThan(5e-3);
        }
      }),
      { numRuns: 40 },
    );
    expect(crossed).toBeGreaterThan(40);
    expect(over).toBeGreaterThan(3);
  });

  it('has a first crossing at the logarithm that a step of power has', () => {
    const budget = new Budget(LIMIT, WINDOW, shares, 0);
    budget.change(2, 1600, 0);
    expect(budget.next(2)).toBeCloseTo(2 + WINDOW * Math.log(2), 12);
    expect(run(budget, 2, 3).map(([, level]) => level)).toEqual([1, 2, 3]);
    budget.change(3, -1600, 0);
    run(budget, 3, 4);
    const { longestOvershootSeconds, overshootJoules, peakWatts } = budget.sums;
    const above = 1 - WINDOW * Math.log(1600 / 600) + WINDOW * Math.log(1.6);
    expect(longestOvershootSeconds).toBeCloseTo(above, 6);
    expect(peakWatts).toBeCloseTo(1600, 3);
    // what is stored in the mean on the way up is given back on the way down
    const rise = 600 * (1 - WINDOW * Math.log(1600 / 600)) - WINDOW * 600;
    const fall = WINDOW * 600 - 1000 * WINDOW * Math.log(1.6);
    expect(overshootJoules).toBeCloseTo(rise + fall, 3);
  });

  it('never crosses what it only comes near to', () => {
    const budget = new Budget(LIMIT, WINDOW, shares, 0);
    budget.change(0, 799.9, 0);
    expect(budget.next(0)).toBe(Number.POSITIVE_INFINITY);
    budget.change(1, 1, 0);
    expect(run(budget, 1, 2)).toHaveLength(1);
  });
});
