import type { AxisLevel } from '../../summary/sweep-comparison.ts';
import type { Interval } from './margins.ts';
import type { HeldLevel } from './series-of-sweep.ts';
import type { SweptLaw } from './swept-law.ts';

/** What tells two laws of one metric and axis apart. */
export type Shift = 'level' | 'slope' | 'both' | 'neither';

/** Two laws that differ in one group alone, by their power laws. */
export interface LawComparison {
  readonly metric: string;
  readonly axis: string;
  /** What differs: an axis with words, or `sweep`. */
  readonly group: string;
  readonly a: AxisLevel;
  readonly b: AxisLevel;
  /** What both keep. */
  readonly where: readonly HeldLevel[];
  /** Exponent of b − exponent of a, with its 95 % interval. */
  readonly slope: number;
  readonly slopeInterval: Interval;
  /** b ÷ a where their ranges of x meet, at the middle. */
  readonly level: number;
  readonly shift: Shift;
}

/** A level that differs by less is the same to a planner (assumed). */
const sameLevel = 0.02;

/** Every two laws that hold, of one metric and axis whose places differ in one group of words (or the sweep) alone; the first level of a group is `a`. */
export function compareLaws(laws: readonly SweptLaw[]): readonly LawComparison[] {
  return laws.flatMap((a, index) =>
    laws.slice(index + 1).flatMap((b) => {
      if (a.metric !== b.metric || a.axis !== b.axis) return [];
      const group = onlyDifference(a, b);
      return group === null ? [] : (comparisonOf(a, b, group) ?? []);
    }),
  );
}

interface Difference {
  readonly group: string;
  readonly a: AxisLevel;
  readonly b: AxisLevel;
}

function onlyDifference(a: SweptLaw, b: SweptLaw): Difference | null {
  const differences: Difference[] =
    a.sweep === b.sweep ? [] : [{ group: 'sweep', a: a.sweep, b: b.sweep }];
  if (a.where.length !== b.where.length) return null;
  for (const [index, { axis, level }] of a.where.entries()) {
    const other = b.where[index];
    if (other?.axis !== axis) return null;
    if (other.level !== level) differences.push({ group: axis, a: level, b: other.level });
  }
  const [only, second] = differences;
  if (only === undefined || second !== undefined) return null;
  // Numbers make a law of their own instead.
  return typeof only.a === 'string' && typeof only.b === 'string' ? only : null;
}

function comparisonOf(a: SweptLaw, b: SweptLaw, difference: Difference): LawComparison | null {
  if (!a.law.holds || !b.law.holds) return null;
  const [left, right] = [a.law.elasticity, b.law.elasticity];
  if (left?.interval == null || right?.interval == null) return null;
  const [from, to] = [Math.max(a.law.from, b.law.from), Math.min(a.law.to, b.law.to)];
  if (from > to) return null;
  const halves = [left, right].map(
    ({ interval, exponent }) => (interval?.[1] ?? exponent) - exponent,
  );
  // As standard errors add; each half-width has the t of its own degrees of freedom, so that the sum is a little wide.
  const half = Math.hypot(...halves);
  const slope = right.exponent - left.exponent;
  const middle = Math.sqrt(from * to);
  const level = (right.level * middle ** right.exponent) / (left.level * middle ** left.exponent);
  const turns = Math.abs(slope) > half;
  const moves = Math.abs(Math.log(level)) > Math.log1p(sameLevel);
  const shift = turns ? (moves ? 'both' : 'slope') : moves ? 'level' : 'neither';
  const { group, a: levelA, b: levelB } = difference;
  return {
    metric: a.metric,
    axis: a.axis,
    group,
    a: levelA,
    b: levelB,
    where: a.where.filter(({ axis }) => axis !== group),
    slope,
    slopeInterval: [slope - half, slope + half],
    level,
    shift,
  };
}
