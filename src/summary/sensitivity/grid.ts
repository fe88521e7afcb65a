import { levelClasses, type SensitivityAxis } from './axis.ts';
import { type AxisIndices, exact, meanAt, varianceAt } from './indices.ts';

/** Whether the points are all combinations of the levels of their axes, each once. */
export function isFullGrid(axes: readonly SensitivityAxis[], points: readonly number[]): boolean {
  const codes = axes.map((axis) => levelCodes(axis, points));
  const combinations = codes.reduce((product, { count }) => product * count, 1);
  if (combinations !== points.length) return false;
  const keys = points.map((_, index) => codes.map(({ of }) => of[index]).join(','));
  return new Set(keys).size === points.length;
}

/**
 * Exact shares of the variance over a full grid, every level equally likely: the first-order share of an axis is the
 * variance of its level means, its total share the mean variance along it with all else fixed (the analysis of variance
 * of a full factorial; A. Saltelli et al., Global sensitivity analysis, 2008, section 1.2.5). The variance must not be 0.
 */
export function gridIndices(
  axes: readonly SensitivityAxis[],
  points: readonly number[],
  values: ArrayLike<number>,
): readonly AxisIndices[] {
  const variance = varianceAt(values, points);
  const codes = axes.map((axis) => levelCodes(axis, points));
  return axes.map((axis, index) => {
    const along = new Map<string, number[]>();
    for (const [at, point] of points.entries()) {
      const others = codes.map(({ of }, other) => (other === index ? '' : of[at])).join(',');
      const line = along.get(others);
      if (line === undefined) along.set(others, [point]);
      else line.push(point);
    }
    const lines = [...along.values()].map((line) => varianceAt(values, line));
    const within = lines.reduce((sum, each) => sum + each, 0) / lines.length;
    return {
      first: exact(betweenVariance(axis, points, values) / variance),
      total: exact(within / variance),
    };
  });
}

/**
 * First-order shares where the grid has holes: variances of the level means, each level weighted by its points. Axes
 * whose levels miss different partners borrow from each other's effects, so that these are shares no longer, only a
 * measure of main effects; there is no total share.
 */
export function unbalancedIndices(
  axes: readonly SensitivityAxis[],
  points: readonly number[],
  values: ArrayLike<number>,
): readonly AxisIndices[] {
  const variance = varianceAt(values, points);
  return axes.map((axis) => ({
    first: exact(betweenVariance(axis, points, values) / variance),
    total: null,
  }));
}

/** Variance of the means of the levels, by the number of points that each has. */
function betweenVariance(
  axis: SensitivityAxis,
  points: readonly number[],
  values: ArrayLike<number>,
): number {
  const mean = meanAt(values, points);
  const present = new Set(points);
  let sum = 0;
  for (const level of levelClasses(axis)) {
    const at = level.points.filter((point) => present.has(point));
    if (at.length > 0) sum += at.length * (meanAt(values, at) - mean) ** 2;
  }
  return sum / points.length;
}

function levelCodes({ levels }: SensitivityAxis, points: readonly number[]) {
  const codes = new Map<unknown, number>();
  const of = points.map((point) => {
    const level = levels[point];
    const code = codes.get(level) ?? codes.size;
    codes.set(level, code);
    return code;
  });
  return { of, count: codes.size };
}
