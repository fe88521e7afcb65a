import { describe, expect, it } from 'vitest';
import type { DesignAxis, DesignInput, DesignPoint } from '../../../../src/sweep/design/port.ts';
import { saltelli } from '../../../../src/sweep/design/saltelli.ts';
import { sobol } from '../../../../src/sweep/design/sobol.ts';

const axes: readonly DesignAxis[] = [
  { kind: 'range' },
  { kind: 'levels', levels: 5 },
  { kind: 'range' },
];
const input: DesignInput = { axes, samples: 16, seed: 's' };
const points = [...saltelli.points(input)];

type Part = 'A' | 'B' | number;

/** Of point `index`: row of A, row of B, or the axis whose coordinate comes from B. */
function partOf(index: number, axisCount: number): Part {
  const at = index % (axisCount + 2);
  return at === 0 ? 'A' : at === axisCount + 1 ? 'B' : at - 1;
}

const rows = (part: Part): readonly DesignPoint[] =>
  points.filter((_, index) => partOf(index, axes.length) === part);

describe('the saltelli design', () => {
  it('has A, AB of each axis and B for every base sample', () => {
    expect(saltelli.count(input)).toBe(80);
    for (const part of ['A', 0, 1, 2, 'B'] as const) expect(rows(part)).toHaveLength(16);
  });

  it('takes A and B from the halves of a sobol design of twice the axes', () => {
    const twice = [...sobol.points({ ...input, axes: [...axes, ...axes] })];
    expect(rows('A')).toEqual(twice.map((point) => point.slice(0, 3)));
    expect(rows('B')).toEqual(twice.map((point) => point.slice(3)));
    expect(rows('A')).toEqual([...sobol.points(input)]);
  });

  it('changes one coordinate of A at a time, to that of B', () => {
    for (const axis of axes.keys()) {
      const expected = rows('A').map((point, row) =>
        point.with(axis, rows('B')[row]?.[axis] ?? null),
      );
      expect(rows(axis)).toEqual(expected);
    }
    expect(rows('A')).not.toEqual(rows('B'));
  });

  it('gives the sensitivity indices of a linear model', () => {
    // Y = Σ cᵢ xᵢ of uniform xᵢ: no interactions, so first-order and total index are cᵢ² ÷ Σ cⱼ².
    // Estimators (b) and (f) of table 2 in the source.
    const weights = [4, 2, 1];
    const ranges = weights.map((): DesignAxis => ({ kind: 'range' }));
    const samples = 1024;
    const y = [...saltelli.points({ axes: ranges, samples, seed: 's' })].map((point) =>
      point.reduce<number>((sum, share, axis) => sum + (weights[axis] ?? 0) * (share ?? 0), 0),
    );
    const of = (part: Part) => y.filter((_, index) => partOf(index, 3) === part);
    const [a, b] = [of('A'), of('B')];
    const variance = weights.reduce((sum, weight) => sum + weight ** 2 / 12, 0);
    for (const [axis, weight] of weights.entries()) {
      const ab = of(axis);
      const first = ab.reduce((sum, each, row) => sum + (b[row] ?? 0) * (each - (a[row] ?? 0)), 0);
      const total = ab.reduce((sum, each, row) => sum + ((a[row] ?? 0) - each) ** 2, 0);
      expect(first / samples / variance).toBeCloseTo(weight ** 2 / 21, 2);
      expect(total / samples / 2 / variance).toBeCloseTo(weight ** 2 / 21, 2);
    }
  });

  it('has half as many axes as the sequence has dimensions', () => {
    const many = (count: number): DesignInput => ({
      ...input,
      axes: Array.from({ length: count }, () => ({ kind: 'range' })),
    });
    expect(saltelli.problem(many(100))).toBeNull();
    expect(saltelli.problem(many(101))).toBe('a saltelli design has at most 100 axes, not 101');
  });
});
