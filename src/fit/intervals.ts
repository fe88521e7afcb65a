import { inverse, Matrix } from 'ml-matrix';
import { quantile } from 'simple-statistics';
import { createStream } from '../base/random/stream.ts';
import { studentTQuantile } from '../base/statistics.ts';
import { boundedStep, type Fitted, type LeastSquaresProblem } from './least-squares.ts';
import type { MetricName } from './measured/port.ts';
import type { Target } from './targets.ts';

/** How intervals were found. */
export type IntervalMethod = 'bootstrap over groups' | 'jacobian' | 'none';

export interface Intervals {
  /** 95 %, by index of the coefficient. */
  readonly intervals: ReadonlyMap<number, readonly [low: number, high: number]>;
  readonly method: IntervalMethod;
}

const resamples = 500;
/** With fewer groups a bootstrap over them has too few different samples (assumed). */
const fewestGroups = 6;

/**
 * Intervals of the fitted coefficients. With six groups or more: groups of rows are drawn with replacement, and for each
 * draw a step of weighted least squares is taken from the fit, on its linearisation; the interval is from the 2.5th to the
 * 97.5th percentile. With fewer: the fit's standard errors, (JᵀWJ)⁻¹·s², times Student's t.
 */
export function intervalsOf(
  fitted: Fitted,
  free: readonly number[],
  problem: LeastSquaresProblem,
  targets: readonly Target[],
  owners: readonly { readonly target: number; readonly metric: MetricName }[],
): Intervals {
  if (free.length === 0) return { intervals: new Map(), method: 'none' };
  const groups = [...new Set(targets.map(({ group }) => group))];
  if (groups.length < fewestGroups) return byJacobian(fitted, free, problem);
  const groupOf = owners.map(({ target }) => groups.indexOf(targets[target]?.group ?? ''));
  const draw = createStream('calibrate', 'bootstrap');
  const points = Array.from({ length: resamples }, () => {
    const times = groups.map(() => 0);
    for (const _ of groups) {
      const index = Math.floor(draw() * groups.length);
      times[index] = (times[index] ?? 0) + 1;
    }
    const weights = fitted.weights.map((weight, row) => weight * (times[groupOf[row] ?? 0] ?? 0));
    return boundedStep(fitted, weights, free, problem, 1e-6);
  });
  const intervals = free.map((index) => {
    const values = points.map((point) => point[index] ?? 0);
    const own = fitted.point[index] ?? 0;
    const low = Math.min(own, quantile(values, 0.025));
    return [index, [low, Math.max(own, quantile(values, 0.975))]] as const;
  });
  return { intervals: new Map(intervals), method: 'bootstrap over groups' };
}

function byJacobian(
  { point, residuals, jacobian, weights }: Fitted,
  free: readonly number[],
  { scale, lower, upper }: LeastSquaresProblem,
): Intervals {
  const freedom = residuals.length - free.length;
  if (freedom < 1) return { intervals: new Map(), method: 'none' };
  const weighted = new Matrix(
    jacobian.to2DArray().map((row, at) => row.map((value) => value * Math.sqrt(weights[at] ?? 0))),
  );
  const covariance = inverse(weighted.transpose().mmul(weighted), true);
  const square = residuals.reduce(
    (sum, value, row) => sum + (weights[row] ?? 0) * value * value,
    0,
  );
  const t = studentTQuantile(0.975, freedom);
  const intervals = free.map((index, column) => {
    const error = Math.sqrt(Math.max(0, covariance.get(column, column) * (square / freedom)));
    const half = t * error * (scale[index] ?? 1);
    const own = point[index] ?? 0;
    const low = Math.max(lower[index] ?? 0, own - half);
    return [index, [low, Math.min(upper[index] ?? own, own + half)]] as const;
  });
  return { intervals: new Map(intervals), method: 'jacobian' };
}
