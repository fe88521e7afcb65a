import type { UnitSeries } from './curve.ts';

/** A metric along an axis: one value of x per point, and y of each of its replications (NaN where it has none). */
export interface Series {
  readonly points: readonly { readonly x: number; readonly values: readonly number[] }[];
  /** A share, from 0 to 1: its errors are absolute, and it has no exponent. */
  readonly isShare: boolean;
  /** How long requests took: forms of queues are tried. */
  readonly isLatency: boolean;
}

export interface MeanPoint {
  readonly x: number;
  readonly y: number;
  readonly values: readonly number[];
}

/** Points that have a value, in order of x. */
export function meanPoints({ points }: Series): readonly MeanPoint[] {
  return points
    .map(({ x, values }) => ({ x, values, y: meanOfNumbers(values) }))
    .filter(({ x, y }) => Number.isFinite(x) && Number.isFinite(y))
    .sort((a, b) => a.x - b.x);
}

export const isNumber = (value: number) => !Number.isNaN(value);

export function meanOfNumbers(values: readonly number[]): number {
  const present = values.filter(isNumber);
  return present.reduce((sum, value) => sum + value, 0) / present.length;
}

export interface Units {
  readonly x0: number;
  readonly y0: number;
  readonly scale: UnitSeries['scale'];
}

/** The middle of a series: geometric means where all is above 0, else the largest x and the mean size of y. */
export function unitsOf(points: readonly MeanPoint[], isShare: boolean): Units {
  const geometric = (values: readonly number[]) =>
    Math.exp(meanOfNumbers(values.map((value) => Math.log(value))));
  const xs = points.map(({ x }) => x);
  const ys = points.map(({ y }) => y);
  const scale = isShare || Math.min(...ys) <= 0 ? 'absolute' : 'relative';
  const sizes = meanOfNumbers(ys.map(Math.abs));
  return {
    x0: Math.min(...xs) > 0 ? geometric(xs) : Math.max(...xs.map(Math.abs)),
    y0: scale === 'relative' ? geometric(ys) : sizes > 0 ? sizes : 1,
    scale,
  };
}

export function seriesIn({ x0, y0, scale }: Units, points: readonly MeanPoint[]): UnitSeries {
  const us = points.map(({ x }) => x / x0);
  return {
    points: points.map(({ x, y }) => [x / x0, y / y0] as const),
    frame: { least: Math.min(...us), most: Math.max(...us) },
    scale,
  };
}
