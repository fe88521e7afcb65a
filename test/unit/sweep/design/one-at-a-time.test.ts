import { describe, expect, it } from 'vitest';
import { oneAtATime } from '../../../../src/sweep/design/one-at-a-time.ts';
import type { DesignAxis, DesignInput } from '../../../../src/sweep/design/port.ts';

const input = (...axes: DesignAxis[]): DesignInput => ({ axes, samples: 1, seed: 's' });
const levels = (count: number): DesignAxis => ({ kind: 'levels', levels: count });

describe('one at a time', () => {
  it('has the scenario itself, then each level of each axis alone', () => {
    const design = input(levels(2), levels(3));
    expect([...oneAtATime.points(design)]).toEqual([
      [null, null],
      [0, null],
      [1, null],
      [null, 0],
      [null, 1],
      [null, 2],
    ]);
    expect(oneAtATime.count(design)).toBe(6);
  });

  it('of no axis is the scenario itself', () => {
    expect([...oneAtATime.points(input())]).toEqual([[]]);
    expect(oneAtATime.count(input())).toBe(1);
  });

  it('names an axis that is a range', () => {
    expect(oneAtATime.problem(input(levels(2)))).toBeNull();
    expect(oneAtATime.problem(input({ kind: 'range' }))).toBe('axis 1 is a range without steps');
  });
});
