import { studentTQuantile } from '../../base/statistics.ts';
import { type Curve, fitCurve, sumOfSquares } from './curve.ts';
import { isNumber, type MeanPoint, meanOfNumbers, seriesIn, type Units } from './mean-points.ts';

export type Interval = readonly [low: number, high: number];

/** Where intervals come from: the scatter of points about the form, or fits to each replication. */
export type IntervalMethod = 'points' | 'replications' | 'none';

/** With fewer degrees of freedom the scatter of points tells little, and replications, where there are three, tell more. */
const fewFreedom = 3;
const level = 0.975;

/** Fitted numbers with half-widths of their 95 % intervals. */
export interface Margins {
  readonly method: IntervalMethod;
  readonly halves: readonly number[] | null;
  readonly errors: readonly number[] | null;
  readonly freedom: number;
}

/**
 * Intervals of the fitted numbers. A point counts once, as the mean of its replications, since they share all that makes it
 * err from the form: s²·(JᵀJ)⁻¹ with n − k degrees of freedom. Where those are fewer than three and there are three
 * replications or more, which differ: a fit to each replication, and Student's t of their mean.
 */
export function marginsOf(curve: Curve, units: Units, points: readonly MeanPoint[]): Margins {
  const freedom = points.length - curve.fitted.length;
  const fits = freedom < fewFreedom ? replicationFits(curve, units, points) : [];
  if (fits.length >= 3) {
    const errors = curve.fitted.map((_, at) => {
      const values = fits.map((fit) => fit[at] ?? 0);
      const mean = meanOfNumbers(values);
      const squares = sumOfSquares(values.map((value) => value - mean));
      return Math.sqrt(squares / (fits.length - 1) / fits.length);
    });
    const t = studentTQuantile(level, fits.length - 1);
    const halves = errors.map((error) => t * error);
    return { method: 'replications', halves, errors, freedom: fits.length - 1 };
  }
  const { shape } = curve;
  if (freedom < 1 || shape === null)
    return { method: 'none', halves: null, errors: null, freedom: 0 };
  const variance = sumOfSquares(curve.residuals) / freedom;
  const errors = shape.diagonal().map((value) => Math.sqrt(value * variance));
  const t = studentTQuantile(level, freedom);
  return { method: 'points', halves: errors.map((error) => t * error), errors, freedom };
}

/** The form fitted to each replication that all points have; none where they are copies of each other. */
function replicationFits(
  curve: Curve,
  units: Units,
  points: readonly MeanPoint[],
): readonly (readonly number[])[] {
  const count = Math.min(...points.map(({ values }) => values.length));
  const whole = [...Array(count).keys()].filter((index) =>
    points.every(({ values }) => {
      const value = values[index] ?? Number.NaN;
      return units.scale === 'absolute' ? isNumber(value) : value > 0;
    }),
  );
  const differ = points.some(({ values }) =>
    whole.some((index) => values[index] !== values[whole[0] ?? 0]),
  );
  if (whole.length < 3 || !differ) return [];
  return whole.flatMap((index) => {
    const own = points.map((point) => ({ ...point, y: point.values[index] ?? 0 }));
    const fit = fitCurve(curve.form, seriesIn(units, own), curve.fitted);
    return fit === null ? [] : [fit.fitted];
  });
}
