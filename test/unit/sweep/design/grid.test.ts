import { describe, expect, it } from 'vitest';
import { grid } from '../../../../src/sweep/design/grid.ts';
import type { DesignAxis, DesignInput } from '../../../../src/sweep/design/port.ts';

const input = (...axes: DesignAxis[]): DesignInput => ({ axes, samples: 1, seed: 's' });
const levels = (count: number): DesignAxis => ({ kind: 'levels', levels: count });

describe('the grid', () => {
  it('has every combination, the last axis fastest', () => {
    const design = input(levels(2), levels(1), levels(3));
    expect([...grid.points(design)]).toEqual([
      [0, 0, 0],
      [0, 0, 1],
      [0, 0, 2],
      [1, 0, 0],
      [1, 0, 1],
      [1, 0, 2],
    ]);
    expect(grid.count(design)).toBe(6);
  });

  it('of no axis is the scenario itself', () => {
    expect([...grid.points(input())]).toEqual([[]]);
    expect(grid.count(input())).toBe(1);
  });

  it('is counted though nobody could list it', () => {
    const many = input(...Array.from({ length: 20 }, () => levels(1000)));
    expect(grid.count(many) / 1e60).toBeCloseTo(1);
  });

  it('names the axes that are ranges', () => {
    const range: DesignAxis = { kind: 'range' };
    expect(grid.problem(input(levels(2)))).toBeNull();
    expect(grid.problem(input(levels(2), range))).toBe('axis 2 is a range without steps');
    expect(grid.problem(input(range, levels(2), range))).toBe(
      'axes 1 and 3 are ranges without steps',
    );
    expect(grid.problem(input(range, range, levels(2), range))).toBe(
      'axes 1, 2 and 4 are ranges without steps',
    );
  });

  it('takes an axis without levels for a bug', () => {
    expect(() => grid.count(input(levels(0)))).toThrow(/without any/);
    expect(() => [...grid.points(input({ kind: 'range' }))]).toThrow(/without any/);
  });
});
