import { isLatency, isShare, metricOf } from '../../summary/metric-traits.ts';
import { moveTogether } from '../../summary/sensitivity/axis.ts';
import { meanOf } from '../../summary/sensitivity/noise.ts';
import type { AxisLevel, SweptFigures } from '../../summary/sweep-comparison.ts';
import { replicationsOf } from '../../summary/swept-values.ts';
import { fewestPoints } from './law.ts';
import type { Series } from './mean-points.ts';
import { lawMetrics, spentFigures } from './metrics.ts';
import { type NumericAxis, numericAxis } from './scales.ts';
import { pointsToldOf } from './swamped.ts';

/** A level that an axis keeps all along a series. */
export interface HeldLevel {
  readonly axis: string;
  readonly level: AxisLevel;
  readonly unit: string | null;
}

/** A metric along an axis of a sweep, every other axis held. */
export interface SweptSeries {
  readonly metric: string;
  readonly unit: string | null;
  /** Path of the axis, or the figure that x is. */
  readonly axis: string;
  readonly axisUnit: string | null;
  /** What x counts, where the axis has words. */
  readonly axisScale: string | null;
  /** Axes that move with this one. */
  readonly along: readonly string[];
  readonly where: readonly HeldLevel[];
  readonly series: Series;
}

/** A sweep as laws see it. */
export interface LawSweep extends SweptFigures {
  readonly axesWithUnits: readonly { readonly path: string; readonly unit: string | null }[];
  readonly design: string;
}

/** Why an axis has no law. */
export interface SkippedAxis {
  readonly axis: string;
  readonly reason: string;
}

/** Every series of a sweep that has three values of x or more, and the axes that have none. */
export function seriesOfSweep(sweep: LawSweep): {
  readonly series: readonly SweptSeries[];
  readonly skipped: readonly SkippedAxis[];
} {
  const found = sweep.axes.map((axis, index) => seriesAlong(sweep, axis, index));
  return {
    series: found.flatMap((each) => ('reason' in each ? [] : each)),
    skipped: found.flatMap((each) => ('reason' in each ? [each] : [])),
  };
}

function seriesAlong(
  sweep: LawSweep,
  axis: string,
  index: number,
): readonly SweptSeries[] | SkippedAxis {
  const levels = levelsOf(sweep, index);
  const numbers = numericAxis(levels, sweep.axesWithUnits[index]?.unit ?? null);
  if (numbers === null) {
    return { axis, reason: 'it has words: its levels are groups, whose laws are compared' };
  }
  const distinct = new Set(numbers.levels.filter((level) => !Number.isNaN(level))).size;
  if (distinct < fewestPoints) {
    const has = distinct === 1 ? 'one value' : `${distinct} values`;
    return {
      axis,
      reason: `it has ${has}: sweep ${fewestPoints} or more (five tell forms with a ceiling)`,
    };
  }
  const along = sweep.axes.filter((_, other) => other !== index && isTied(sweep, index, other));
  const held = [...sweep.axes.keys()].filter(
    (other) => other !== index && !along.includes(sweep.axes[other] ?? ''),
  );
  const groups = pointsByLevels(sweep, held);
  const rich = groups.filter(
    (points) => new Set(points.map((point) => numbers.levels[point])).size >= fewestPoints,
  );
  if (rich.length === 0) {
    return {
      axis,
      reason: `no ${fewestPoints} points differ in it alone: the design moves everything at once`,
    };
  }
  return rich.flatMap((points) => {
    const where = held.map((other) => ({
      axis: sweep.axes[other] ?? '',
      level: sweep.points[points[0] ?? 0]?.levels[other] ?? null,
      unit: sweep.axesWithUnits[other]?.unit ?? null,
    }));
    const common = { along, where };
    return [
      ...ofMetrics(sweep, points, axis, numbers).map((each) => ({ ...each, ...common })),
      ...ofQuality(sweep, points).map((each) => ({ ...each, ...common, along: [axis, ...along] })),
    ];
  });
}

function levelsOf(sweep: LawSweep, index: number): readonly AxisLevel[] {
  return sweep.points.map(({ levels }) => levels[index] ?? null);
}

/** Whether two axes go together through the whole design; in a design of random points every two seem to. */
function isTied(sweep: LawSweep, one: number, other: number): boolean {
  const [a, b] = [one, other].map((index) => ({
    name: '',
    unit: null,
    levels: levelsOf(sweep, index),
  }));
  if (a === undefined || b === undefined) return false;
  if (moveTogether(a, b)) return true;
  const isListed = sweep.design === 'grid' || sweep.design === 'list';
  const pairs = new Set(a.levels.map((level, point) => JSON.stringify([level, b.levels[point]])));
  const [left, right] = [new Set(a.levels).size, new Set(b.levels).size];
  return isListed && pairs.size === left && left === right && left > 1;
}

function pointsByLevels(sweep: LawSweep, axes: readonly number[]): readonly (readonly number[])[] {
  const groups = new Map<string, number[]>();
  for (const [point, { levels }] of sweep.points.entries()) {
    const key = JSON.stringify(axes.map((axis) => levels[axis] ?? null));
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [point]);
    else group.push(point);
  }
  return [...groups.values()];
}

type Unplaced = Omit<SweptSeries, 'along' | 'where'>;

function ofMetrics(
  sweep: LawSweep,
  points: readonly number[],
  axis: string,
  numbers: NumericAxis,
): readonly Unplaced[] {
  return lawMetrics.flatMap(({ name }) => {
    const told = pointsToldOf(name, sweep, points);
    const series = seriesOf(sweep, name, told, (point) => numbers.levels[point] ?? Number.NaN);
    if (series === null) return [];
    const unit = metricOf(name)?.unit ?? null;
    return [{ metric: name, unit, axis, axisUnit: numbers.unit, axisScale: numbers.scale, series }];
  });
}

/** Accuracy against what was spent for it. */
function ofQuality(sweep: LawSweep, points: readonly number[]): readonly Unplaced[] {
  return spentFigures.flatMap(({ name, unit }) => {
    const spent = replicationsOf(sweep, name)?.replications.map(meanOf);
    if (spent === undefined) return [];
    const told = pointsToldOf(name, sweep, points);
    const series = seriesOf(sweep, 'accuracy', told, (point) => spent[point] ?? Number.NaN);
    if (series === null) return [];
    return [
      { metric: 'accuracy', unit: null, axis: name, axisUnit: unit, axisScale: null, series },
    ];
  });
}

/** Null where fewer than three values of x have the metric. */
function seriesOf(
  sweep: LawSweep,
  metric: string,
  points: readonly number[],
  xOf: (point: number) => number,
): Series | null {
  const values = replicationsOf(sweep, metric);
  if (values === null) return null;
  const told = points
    .map((point) => ({ x: xOf(point), values: values.replications[point] ?? [] }))
    .filter(({ x, values: own }) => !Number.isNaN(x) && own.some((value) => !Number.isNaN(value)));
  if (new Set(told.map(({ x }) => x)).size < fewestPoints) return null;
  return { points: told, isShare: isShare(metric), isLatency: isLatency(metric) };
}
