import type { AxisLevel } from '../sweep-comparison.ts';

/** An axis of a sweep with what it has at each point. */
export interface SensitivityAxis {
  readonly name: string;
  readonly unit: string | null;
  readonly levels: readonly AxisLevel[];
}

/** An axis with more levels is taken for continuous (assumed: nobody lists so many by hand). */
export const mostLevels = 16;

/** Points of each class of levels. */
export interface LevelClass {
  /** The level; of a continuous axis the lowest and the highest of the class. */
  readonly from: AxisLevel;
  readonly to: AxisLevel;
  readonly points: readonly number[];
}

/**
 * Points by level: numbers in their order, words in the order of their appearance, before them the points that leave the
 * scenario's own value (null).
 */
export function levelClasses({ levels }: SensitivityAxis): readonly LevelClass[] {
  const classes = new Map<AxisLevel, number[]>();
  for (const [point, level] of levels.entries()) {
    const points = classes.get(level);
    if (points === undefined) classes.set(level, [point]);
    else points.push(point);
  }
  const rank = (level: AxisLevel) => (typeof level === 'number' ? level : Number.NEGATIVE_INFINITY);
  const ordered = [...classes].map(([level, points]) => ({ from: level, to: level, points }));
  return ordered.sort((a, b) => {
    if (a.from === null || b.from === null)
      return Number(a.from !== null) - Number(b.from !== null);
    return rank(a.from) > rank(b.from) ? 1 : rank(a.from) < rank(b.from) ? -1 : 0;
  });
}

/** Whether the levels are numbers, and more than {@link mostLevels}. */
export function isContinuous({ levels }: SensitivityAxis): boolean {
  const distinct = new Set(levels);
  return distinct.size > mostLevels && levels.every((level) => typeof level === 'number');
}

/**
 * Levels that none of these points has, of an axis with levels; of a continuous one only where a single level is left: all
 * others are points that are missing, not levels.
 */
export function lostLevels(axis: SensitivityAxis, points: readonly number[]): readonly AxisLevel[] {
  const left = new Set(points.map((point) => axis.levels[point] ?? null));
  if (points.length === 0 || (isContinuous(axis) && left.size > 1)) return [];
  return levelClasses(axis).flatMap(({ from }) => (left.has(from) ? [] : [from]));
}

/** Points by rank of their level, in so many classes of about equal size; equal levels are never parted. */
export function rankClasses(axis: SensitivityAxis, count: number): readonly LevelClass[] {
  const classes: LevelClass[] = [];
  let points: number[] = [];
  let from: AxisLevel = null;
  let placed = 0;
  for (const level of levelClasses(axis)) {
    if (points.length === 0) from = level.from;
    points.push(...level.points);
    placed += level.points.length;
    const wanted = ((classes.length + 1) * axis.levels.length) / count;
    if (placed < Math.round(wanted)) continue;
    classes.push({ from, to: level.to, points });
    points = [];
  }
  return classes;
}

/**
 * Axes that can be told apart: those that always move together (settings of one axis of the sweep file, or a design too
 * small to part them) become one, under both names, with the levels of the first.
 */
export function separableAxes(axes: readonly SensitivityAxis[]): readonly SensitivityAxis[] {
  const joined: SensitivityAxis[] = [];
  for (const axis of axes) {
    const index = joined.findIndex((other) => moveTogether(other, axis));
    const other = joined[index];
    if (other === undefined) joined.push(axis);
    else joined[index] = { ...other, name: `${other.name} + ${axis.name}` };
  }
  return joined;
}

/** Whether two axes change at the same points, so that nothing tells them apart. */
export function moveTogether(a: SensitivityAxis, b: SensitivityAxis): boolean {
  const codesOf = ({ levels }: SensitivityAxis) => {
    const codes = new Map<AxisLevel, number>();
    return levels.map((level) => {
      const code = codes.get(level) ?? codes.size;
      codes.set(level, code);
      return code;
    });
  };
  const [left, right] = [codesOf(a), codesOf(b)];
  if (left.some((code, point) => code !== right[point])) return false;
  const distinct = new Set(left).size;
  if (distinct < 2) return false;
  // Where every point has a level of its own, that they change at once says nothing: do they also rise together?
  return distinct < left.length || isMonotone(a, b);
}

function isMonotone(a: SensitivityAxis, b: SensitivityAxis): boolean {
  const along = levelClasses(a).map(({ points }) => b.levels[points[0] ?? 0]);
  if (along.length < 3 || along.some((level) => typeof level !== 'number')) return false;
  const rises = along.slice(1).map((level, index) => Number(level) > Number(along[index]));
  return rises.every(Boolean) || !rises.some(Boolean);
}
