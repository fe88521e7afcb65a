import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { GapStack } from '../../../../src/engine/replica/gap-stack.ts';

describe('GapStack', () => {
  it('finds the longest gap since any counter, as a look at all of them does', () => {
    const gap = fc.oneof(fc.constantFrom(1, 2, 3), fc.double({ min: 0, max: 9, noNaN: true }));
    const pushes = fc.array(fc.record({ steps: fc.integer({ min: 1, max: 5 }), gap }), {
      maxLength: 100,
    });
    fc.assert(
      fc.property(pushes, fc.nat(600), fc.nat(600), (list, since, forgotten) => {
        const stack = new GapStack();
        const all: { counter: number; gap: number }[] = [];
        let counter = 0;
        for (const push of list) {
          counter += push.steps;
          stack.push(counter, push.gap);
          all.push({ counter, gap: push.gap });
        }
        const longest = (after: number) =>
          Math.max(0, ...all.filter((entry) => entry.counter > after).map((entry) => entry.gap));
        expect(stack.longestSince(since)).toBe(longest(since));
        stack.forgetUntil(Math.min(since, forgotten));
        expect(stack.longestSince(since)).toBe(longest(since));
      }),
      { seed: 41, numRuns: 500 },
    );
  });

  it('keeps only what can still be an answer', () => {
    const stack = new GapStack();
    for (let i = 1; i <= 1000; i++) stack.push(i, i);
    expect(stack.size).toBe(1);
    for (let i = 1; i <= 1000; i++) stack.push(1000 + i, 1000 - i);
    expect([stack.size, stack.longestSince(1500)]).toEqual([1001, 499]);
    stack.forgetUntil(1500);
    expect([stack.size, stack.longestSince(1500)]).toEqual([500, 499]);
    stack.clear();
    expect([stack.size, stack.longestSince(0)]).toEqual([0, 0]);
  });
});
