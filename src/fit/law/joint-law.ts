import { inverse, Matrix } from 'ml-matrix';
import { studentTQuantile } from '../../base/statistics.ts';
import { isShare, metricOf } from '../../summary/metric-traits.ts';
import { meanOf } from '../../summary/sensitivity/noise.ts';
import { replicationsOf } from '../../summary/swept-values.ts';
import { sumOfSquares } from './curve.ts';
import type { Interval } from './margins.ts';
import { lawMetrics } from './metrics.ts';
import { numericAxis } from './scales.ts';
import type { LawSweep } from './series-of-sweep.ts';
import { pointsToldOf } from './swamped.ts';

/** y = level · Π xᵢ^exponentᵢ over all axes at once. */
export interface JointLaw {
  readonly sweep: string;
  readonly metric: string;
  readonly unit: string | null;
  /** With its 95 % interval. */
  readonly level: number;
  readonly levelInterval: Interval;
  readonly exponents: readonly {
    readonly axis: string;
    readonly exponent: number;
    readonly interval: Interval;
    /** x of the points between which it holds. */
    readonly from: number;
    readonly to: number;
  }[];
  readonly points: number;
  readonly r2: number;
  /** Root mean square of the errors, as a share. */
  readonly residual: number;
}

/** Points beyond the parameters that a joint law needs (assumed: fewer leave intervals that say nothing). */
const spare = 3;

/**
 * Power laws in all numeric axes at once, for designs that move everything at once, so that no axis has a series of its own:
 * least squares of log y on log x, 95 % by Student's t. An axis with a single value stays out; where one with words or zeros
 * changes there is no joint law, which would mix what these tell apart.
 */
export function jointLaws(name: string, sweep: LawSweep): readonly JointLaw[] {
  const changing = sweep.axes.flatMap((axis, index) => {
    const levels = sweep.points.map((point) => point.levels[index] ?? null);
    const numbers = numericAxis(levels, null)?.levels ?? [];
    const isOne = new Set(levels.map((level) => JSON.stringify(level))).size < 2;
    return isOne ? [] : [{ axis, numbers }];
  });
  const axes = changing.filter(
    ({ numbers }) => numbers.length > 0 && numbers.every((value) => value > 0),
  );
  if (axes.length === 0 || axes.length < changing.length) return [];
  return lawMetrics.flatMap(({ name: metric }) => {
    if (isShare(metric)) return [];
    const means = replicationsOf(sweep, metric)?.replications.map(meanOf) ?? [];
    const known = [...means.keys()].filter((point) => !Number.isNaN(means[point] ?? Number.NaN));
    const points = pointsToldOf(metric, sweep, known);
    if (points.some((point) => (means[point] ?? 0) <= 0)) return [];
    if (points.length < axes.length + 1 + spare) return [];
    const rows = points.map((point) => [
      1,
      ...axes.map(({ numbers }) => Math.log(numbers[point] ?? 1)),
    ]);
    const fit = regress(
      rows,
      points.map((point) => Math.log(means[point] ?? 1)),
    );
    if (fit === null) return [];
    const exponents = axes.map(({ axis, numbers }, at) => {
      const own = points.map((point) => numbers[point] ?? Number.NaN);
      const exponent = fit.values[at + 1] ?? 0;
      const half = fit.halves[at + 1] ?? 0;
      const [from, to] = [Math.min(...own), Math.max(...own)];
      return { axis, exponent, interval: [exponent - half, exponent + half] as const, from, to };
    });
    const [logLevel = 0, half = 0] = [fit.values[0], fit.halves[0]];
    const level = Math.exp(logLevel);
    const levelInterval = [Math.exp(logLevel - half), Math.exp(logLevel + half)] as const;
    const { r2, residual } = fit;
    const unit = metricOf(metric)?.unit ?? null;
    const found = { sweep: name, metric, unit, level, levelInterval, exponents };
    return [{ ...found, points: points.length, r2, residual }];
  });
}

/** Ordinary least squares with half-widths of 95 % intervals; null where columns cannot be told apart. */
function regress(rows: readonly (readonly number[])[], response: readonly number[]) {
  const x = new Matrix(rows.map((row) => [...row]));
  const y = Matrix.columnVector([...response]);
  const product = x.transpose().mmul(x);
  const covariance = inverse(product, true);
  const values = covariance.mmul(x.transpose()).mmul(y).getColumn(0);
  const errors = x.mmul(Matrix.columnVector(values)).sub(y).getColumn(0);
  const freedom = rows.length - values.length;
  const mean = response.reduce((sum, value) => sum + value, 0) / response.length;
  const total = sumOfSquares(response.map((value) => value - mean));
  const squares = sumOfSquares(errors);
  const diagonal = covariance.diagonal();
  if (total < 1e-15 || diagonal.some((value) => !(value > 0 && value < 1e8))) return null;
  const t = studentTQuantile(0.975, freedom);
  return {
    values,
    halves: diagonal.map((value) => t * Math.sqrt((value * squares) / freedom)),
    r2: 1 - squares / total,
    residual: Math.sqrt(squares / rows.length),
  };
}
