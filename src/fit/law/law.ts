import { studentTTail } from '../../base/statistics.ts';
import { type Curve, errorAt, fitCurve, sumOfSquares, type UnitSeries } from './curve.ts';
import { type Form, type FormId, type FormParameter, formIds, formOf } from './forms.ts';
import { type Interval, type IntervalMethod, marginsOf } from './margins.ts';
import {
  type MeanPoint,
  meanOfNumbers,
  meanPoints,
  type Series,
  seriesIn,
  type Units,
  unitsOf,
} from './mean-points.ts';

export interface LawParameter {
  readonly name: string;
  readonly measure: FormParameter['measure'];
  readonly value: number;
  /** 95 %; null where the points do not tell. */
  readonly interval: Interval | null;
}

export interface Law {
  readonly form: FormId;
  readonly formula: string;
  readonly parameters: readonly LawParameter[];
  readonly intervalMethod: IntervalMethod;
  /** x₀: middle of the series, in which the formula counts x. */
  readonly reference: number;
  /** x of the points between which it holds. */
  readonly from: number;
  readonly to: number;
  /** What the form says at those ends. */
  readonly first: number;
  readonly last: number;
  readonly points: number;
  readonly replications: number;
  /** Root mean square of the errors, and the largest: as shares of the value, of shares in absolute terms. */
  readonly residual: number;
  readonly worst: number;
  readonly r2: number | null;
  /** Whether the form predicts points that it was not fitted to within {@link mostHeldOut}; if not, none of the forms is told. */
  readonly holds: boolean;
  /** Root mean square error of each form at points that it was not fitted to, the chosen one's first. */
  readonly crossValidated: readonly { readonly form: FormId; readonly error: number }[];
  /**
   * What it comes up against, by the saturating power law: of shares, where that errs no more than the form that was chosen
   * and its limit lies beyond the points but within 1. Null elsewhere.
   */
  readonly ceiling: Ceiling | null;
  /** The power law through the same points, whatever form was chosen; null of shares and where there are zeros. */
  readonly elasticity: Elasticity | null;
}

export interface Ceiling {
  readonly value: number;
  readonly interval: Interval | null;
}

/** y = level · x^exponent, x in the unit of the axis. */
export interface Elasticity {
  readonly level: number;
  readonly exponent: number;
  readonly interval: Interval | null;
  /** What y is multiplied by where x doubles. */
  readonly perDoubling: number;
  /** Chance of such an exponent or a larger one, were the true one 1 (one-sided t-test); null without an interval. */
  readonly aboveOne: number | null;
}

/** Fewest values of x that tell one form from another. */
export const fewestPoints = 3;
/** Most that a law may err at points held out, beyond which no form holds: relative, and of shares in absolute terms (assumed). */
export const mostHeldOut = { relative: 0.15, share: 0.05 } as const;
/** A form that errs by half a percent more is as good to a planner (assumed), squared. */
const negligible = 0.005 ** 2;
/** The law of a series: of the forms that fit it, the simplest whose cross-validated error is not clearly above the least. Null with too few points. */
export function lawOf(of: Series): Law | null {
  const points = meanPoints(of);
  if (new Set(points.map(({ x }) => x)).size < fewestPoints) return null;
  const units = unitsOf(points, of.isShare);
  const series = seriesIn(units, points);
  const candidates = formIds.flatMap((id) => {
    const form = formOf(id);
    if (form.positive === true && (points[0]?.x ?? 0) <= 0) return [];
    if (form.latency === true && !of.isLatency) return [];
    const curve =
      points.length >= form.parameters.length + 1 && isTold(form, points.length)
        ? fitCurve(form, series)
        : null;
    if (curve === null || form.isApt?.(curve.fitted, series.points) === false) return [];
    if (isNegative(curve, series)) return [];
    return [{ id, curve, errors: heldOutErrors(curve, series) }];
  });
  const chosen = simplestGood(candidates);
  if (chosen === null) return null;
  const { curve } = chosen;
  const replications = Math.max(
    ...points.map(({ values }) => values.filter((value) => !Number.isNaN(value)).length),
  );
  const told = parametersOf(curve, units, series, points);
  const y = (x: number) => curve.form.at(curve.fitted, x / units.x0, series.frame) * units.y0;
  const ends = [points[0]?.x ?? 0, points.at(-1)?.x ?? 0] as const;
  const centre = meanOfNumbers(series.points.map(([, v]) => valueIn(series, v)));
  const total = sumOfSquares(series.points.map(([, v]) => valueIn(series, v) - centre));
  const squares = sumOfSquares(curve.residuals);
  const heldOut = Math.sqrt(sumOfSquares(chosen.errors) / chosen.errors.length);
  const inUnits = of.isShare || series.scale === 'absolute' ? units.y0 : 1;
  return {
    form: chosen.id,
    formula: curve.form.formula,
    parameters: told.parameters,
    intervalMethod: told.method,
    reference: units.x0,
    from: ends[0],
    to: ends[1],
    first: y(ends[0]),
    last: y(ends[1]),
    points: points.length,
    replications,
    residual: Math.sqrt(squares / points.length) * inUnits,
    worst: Math.max(...curve.residuals.map(Math.abs)) * inUnits,
    r2: total > 1e-15 ? 1 - squares / total : null,
    holds:
      heldOut * (of.isShare ? units.y0 : 1) <=
      (of.isShare ? mostHeldOut.share : mostHeldOut.relative),
    crossValidated: [chosen, ...candidates.filter((each) => each !== chosen)].map(
      ({ id, errors }) => ({
        form: id,
        error: Math.sqrt(sumOfSquares(errors) / errors.length) * inUnits,
      }),
    ),
    ceiling: of.isShare ? ceilingOf(candidates, curve, units, series, points) : null,
    elasticity: elasticityOf(units, series, points),
  };
}

/** The power law of a series alone, whatever form it has; null of shares, where there are zeros, and with too few points. */
export function powerLawOf(of: Series): Elasticity | null {
  const points = meanPoints(of);
  if (new Set(points.map(({ x }) => x)).size < fewestPoints) return null;
  const units = unitsOf(points, of.isShare);
  return elasticityOf(units, seriesIn(units, points), points);
}

/** Whether a form says of figures that are never negative that they are, at a point or at the value that it comes up against. */
function isNegative({ form, fitted }: Curve, { points, frame }: UnitSeries): boolean {
  if (points.some(([, v]) => v < 0)) return false;
  const isBelow = form.parameters.some(
    (parameter, at) =>
      parameter.isReached === true &&
      (parameter.value?.(fitted[at] ?? 0, frame) ?? fitted[at] ?? 0) < 0,
  );
  return isBelow || points.some(([u]) => form.at(fitted, u, frame) < -negligible);
}

/** Forms of three parameters or more need two points beyond them: they bend to anything else. */
const isTold = (form: Form, points: number) =>
  form.parameters.length < 3 || points >= form.parameters.length + 2;

const valueIn = ({ scale }: UnitSeries, v: number) => (scale === 'relative' ? Math.log(v) : v);

/** Error at each point of the form fitted to all others. */
function heldOutErrors(curve: Curve, series: UnitSeries): readonly number[] {
  return series.points.map((point) => {
    const others = { ...series, points: series.points.filter((each) => each !== point) };
    const without = fitCurve(curve.form, others, curve.fitted);
    return errorAt(curve.form, without?.fitted ?? curve.fitted, point, series);
  });
}

interface Candidate {
  readonly id: FormId;
  readonly curve: Curve;
  readonly errors: readonly number[];
}

/**
 * The form with the fewest parameters whose squared cross-validated errors are within a standard error (of the paired
 * differences) of the least; of those with equally many, the one with the
 * least error, or the first of those that err alike (T. Hastie, R. Tibshirani, J. Friedman,
 * The elements of statistical learning, 2nd ed., section 7.10: the one-standard-error rule).
 */
function simplestGood(candidates: readonly Candidate[]): Candidate | null {
  const square = ({ errors }: Candidate) => sumOfSquares(errors) / errors.length;
  const ranked = [...candidates].sort((a, b) => square(a) - square(b));
  const [best] = ranked;
  if (best === undefined) return null;
  const isGood = (each: Candidate) => {
    const differences = each.errors.map(
      (error, point) => error ** 2 - (best.errors[point] ?? 0) ** 2,
    );
    const mean = meanOfNumbers(differences);
    const spread = sumOfSquares(differences.map((value) => value - mean));
    const standardError = Math.sqrt(spread / (differences.length - 1) / differences.length);
    return mean <= Math.max(negligible, standardError);
  };
  const complexity = ({ curve }: Candidate) => curve.form.parameters.length;
  const good = ranked.filter(isGood);
  const least = Math.min(...good.map(complexity));
  const simplest = good.filter((each) => complexity(each) === least);
  const [closest = best] = simplest;
  const alike = simplest.filter((each) => square(each) <= square(closest) + negligible);
  return candidates.find((each) => alike.includes(each)) ?? closest;
}

function parametersOf(
  curve: Curve,
  units: Units,
  series: UnitSeries,
  points: readonly MeanPoint[],
): { readonly method: IntervalMethod; readonly parameters: readonly LawParameter[] } {
  const { method, halves } = marginsOf(curve, units, points);
  const parameters = curve.form.parameters.map((parameter, at) => {
    const { name, measure, lower = -Infinity, upper = Infinity } = parameter;
    const own = curve.fitted[at] ?? 0;
    const unit = measure === 'metric' ? units.y0 : measure === 'axis' ? units.x0 : 1;
    const told = (fitted: number) => (parameter.value?.(fitted, series.frame) ?? fitted) * unit;
    const half = halves?.[at] ?? null;
    // At a bound the points do not tell the parameter.
    const isFree = own > lower + 1e-6 && own < upper - 1e-6;
    const isBounded = parameter.isReached === true && points.every(({ y }) => y >= 0);
    const least = isBounded ? 0 : -Infinity;
    const interval =
      half === null || !isFree
        ? null
        : ([Math.max(least, told(own - half)), told(own + half)] as const);
    return { name, measure, value: told(own), interval };
  });
  return { method, parameters };
}

function ceilingOf(
  candidates: readonly Candidate[],
  chosen: Curve,
  units: Units,
  series: UnitSeries,
  points: readonly MeanPoint[],
): Ceiling | null {
  const bounded = candidates.find(({ id }) => id === 'saturating-power')?.curve;
  if (bounded === undefined) return null;
  const [limit] = parametersOf(bounded, units, series, points).parameters;
  const highest = Math.max(...points.map(({ y }) => y));
  const fits = sumOfSquares(bounded.residuals) <= sumOfSquares(chosen.residuals) + 1e-12;
  if (limit === undefined || !fits || limit.value < highest * 0.98 || limit.value > 1) return null;
  const { value, interval } = limit;
  const within = (end: number) => Math.min(1, Math.max(0, end));
  return {
    value,
    interval: interval === null ? null : [within(interval[0]), within(interval[1])],
  };
}

function elasticityOf(
  units: Units,
  series: UnitSeries,
  points: readonly MeanPoint[],
): Elasticity | null {
  if (series.scale === 'absolute' || series.frame.least <= 0) return null;
  const curve = fitCurve(formOf('power'), series);
  if (curve === null) return null;
  const { halves, errors, freedom } = marginsOf(curve, units, points);
  const exponent = curve.fitted[1] ?? 0;
  const half = halves?.[1] ?? null;
  const error = errors?.[1] ?? null;
  return {
    level: (units.y0 * Math.exp(curve.fitted[0] ?? 0)) / units.x0 ** exponent,
    exponent,
    interval: half === null ? null : [exponent - half, exponent + half],
    perDoubling: 2 ** exponent,
    aboveOne: error === null || error === 0 ? null : studentTTail((exponent - 1) / error, freedom),
  };
}
