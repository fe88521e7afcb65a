import { describe, expect, it } from 'vitest';
import { list } from '../../../../src/sweep/design/list.ts';
import type { DesignAxis, DesignInput } from '../../../../src/sweep/design/port.ts';

const input = (...axes: DesignAxis[]): DesignInput => ({ axes, samples: 1, seed: 's' });
const levels = (count: number): DesignAxis => ({ kind: 'levels', levels: count });

describe('the list', () => {
  it('has the levels side by side', () => {
    const design = input(levels(3), levels(3));
    expect([...list.points(design)]).toEqual([
      [0, 0],
      [1, 1],
      [2, 2],
    ]);
    expect(list.count(design)).toBe(3);
    expect(list.problem(design)).toBeNull();
  });

  it('of no axis has no point', () => {
    expect([...list.points(input())]).toEqual([]);
    expect(list.count(input())).toBe(0);
  });

  it('names the lengths where they differ', () => {
    expect(list.problem(input(levels(3), levels(4), levels(3)))).toBe(
      'a list takes value 1 of every axis, then value 2 and so on, but the axes have 3, 4 and 3 values',
    );
  });

  it('names ranges before lengths', () => {
    expect(list.problem(input(levels(3), { kind: 'range' }))).toBe(
      'axis 2 is a range without steps',
    );
  });
});
