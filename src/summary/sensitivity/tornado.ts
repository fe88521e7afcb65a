import type { AxisLevel } from '../sweep-comparison.ts';
import {
  isContinuous,
  type LevelClass,
  levelClasses,
  rankClasses,
  type SensitivityAxis,
} from './axis.ts';
import { meanAt } from './indices.ts';

/** Mean of a metric over the points of a level, or of a quarter of the range. */
export interface LevelMean {
  readonly from: AxisLevel;
  /** Equals `from` but for a quarter of a continuous axis. */
  readonly to: AxisLevel;
  readonly mean: number;
  readonly points: number;
}

/** What a metric does along an axis. */
export interface Tornado {
  /** At the lowest and the highest level (words: the first and the last); of a continuous axis, over its outer quarters. */
  readonly lowest: LevelMean;
  readonly highest: LevelMean;
  /** Where the mean is smallest and largest. */
  readonly minimum: LevelMean;
  readonly maximum: LevelMean;
  /** maximum − minimum. */
  readonly range: number;
  readonly levels: readonly LevelMean[];
}

const quarters = 4;

/** Means along an axis over these points; null without any. */
export function tornado(
  axis: SensitivityAxis,
  points: readonly number[],
  values: ArrayLike<number>,
): Tornado | null {
  const own = { ...axis, levels: points.map((point) => axis.levels[point] ?? null) };
  const classes = isContinuous(axis) ? rankClasses(own, quarters) : levelClasses(own);
  const levels = classes.map((each) => levelMean(each, points, values));
  const [lowest] = levels;
  const highest = levels.at(-1);
  if (lowest === undefined || highest === undefined) return null;
  const minimum = levels.reduce((least, level) => (level.mean < least.mean ? level : least));
  const maximum = levels.reduce((most, level) => (level.mean > most.mean ? level : most));
  return { lowest, highest, minimum, maximum, range: maximum.mean - minimum.mean, levels };
}

function levelMean(
  { from, to, points: members }: LevelClass,
  points: readonly number[],
  values: ArrayLike<number>,
): LevelMean {
  const places = members.map((member) => points[member]!);
  return { from, to, mean: meanAt(values, places), points: places.length };
}

/**
 * Points of a one-at-a-time design in which nothing but this axis leaves the scenario's own value (the level that most
 * points have).
 */
export function pointsAlong(
  axes: readonly SensitivityAxis[],
  axis: SensitivityAxis,
  points: readonly number[],
): readonly number[] {
  const others = axes
    .filter((other) => other !== axis)
    .map(({ levels }) => ({ levels, own: commonest(levels) }));
  return points.filter((point) => others.every(({ levels, own }) => levels[point] === own));
}

function commonest(levels: readonly AxisLevel[]): AxisLevel {
  const counts = new Map<AxisLevel, number>();
  for (const level of levels) counts.set(level, (counts.get(level) ?? 0) + 1);
  return [...counts].reduce((most, each) => (each[1] > most[1] ? each : most))[0];
}
