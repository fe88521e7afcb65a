import { inverse, Matrix, solve } from 'ml-matrix';
import type { Form, Frame } from './forms.ts';

/** How errors are told: `relative` as logarithms, of figures that are above 0; `absolute` of shares, and where there are zeros. */
export type ErrorScale = 'relative' | 'absolute';

/** A series in units of its middle, in order of u. */
export interface UnitSeries {
  readonly points: readonly (readonly [u: number, v: number])[];
  readonly frame: Frame;
  readonly scale: ErrorScale;
}

/** A form fitted to a series. */
export interface Curve {
  readonly form: Form;
  /** As the form fits them, not as they are told. */
  readonly fitted: readonly number[];
  readonly residuals: readonly number[];
  /** (JᵀJ)⁻¹; null where the points do not tell the parameters apart. */
  readonly shape: Matrix | null;
}

/** Below this a prediction counts as nothing, where errors are logarithms. */
const leastPrediction = 1e-9;

/** Error of a form at one point of a series. */
export function errorAt(
  form: Form,
  fitted: readonly number[],
  [u, v]: readonly [number, number],
  { frame, scale }: Pick<UnitSeries, 'frame' | 'scale'>,
): number {
  const predicted = form.at(fitted, u, frame);
  return scale === 'absolute'
    ? predicted - v
    : Math.log(Math.max(leastPrediction, predicted)) - Math.log(v);
}

const derivativeStep = 1e-6;
const mostRounds = 40;

/**
 * Least squares of one form (Levenberg–Marquardt within the form's bounds), from each of its starts; the best of them. Null
 * where no start gives a finite error. `from` starts at a known fit instead.
 */
export function fitCurve(form: Form, series: UnitSeries, from?: readonly number[]): Curve | null {
  let best: Descent | null = null;
  for (const start of from === undefined ? form.starts(series.points) : [from]) {
    const here = descend(form, series, start);
    if (Number.isFinite(here.squares) && here.squares < (best?.squares ?? Infinity)) best = here;
  }
  if (best === null) return null;
  const { fitted, residuals } = best;
  return { form, fitted, residuals, shape: invertible(jacobianAt(form, series, fitted)) };
}

interface Descent {
  readonly fitted: readonly number[];
  readonly residuals: readonly number[];
  readonly squares: number;
}

function descend(form: Form, series: UnitSeries, start: readonly number[]): Descent {
  const at = (fitted: readonly number[]): Descent => {
    const residuals = series.points.map((point) => errorAt(form, fitted, point, series));
    return { fitted, residuals, squares: sumOfSquares(residuals) };
  };
  let here = at(start);
  let damping = 1e-3;
  for (let round = 0; round < mostRounds && here.squares > 1e-24; round++) {
    const jacobian = jacobianAt(form, series, here.fitted);
    if (!isWhole(jacobian)) break;
    const transposed = jacobian.transpose();
    const product = transposed.mmul(jacobian);
    const pull = transposed.mmul(Matrix.columnVector(here.residuals));
    let gain = 0;
    for (let tries = 0; tries < 8 && gain === 0; tries++) {
      const there = at(dampedStep(form, here.fitted, product, pull, damping));
      if (there.squares < here.squares) {
        gain = 1 - there.squares / here.squares;
        here = there;
        damping = Math.max(1e-9, damping / 10);
      } else damping *= 10;
    }
    if (gain < 1e-9) break;
  }
  return here;
}

/**
 * (JᵀJ + λ·diag JᵀJ)·δ = −Jᵀr, each number held within its bounds. The bounded step of least-squares.ts decomposes a matrix
 * for its few costly plays; here there are thousands of fits of three numbers at most.
 */
function dampedStep(
  form: Form,
  fitted: readonly number[],
  product: Matrix,
  pull: Matrix,
  damping: number,
): readonly number[] {
  const damped = product.clone();
  for (const index of fitted.keys()) {
    const diagonal = product.get(index, index);
    damped.set(index, index, diagonal * (1 + damping) + 1e-18);
  }
  const step = solve(damped, pull);
  return fitted.map((value, index) => {
    const { lower = -Infinity, upper = Infinity } = form.parameters[index] ?? {};
    return Math.min(upper, Math.max(lower, value - step.get(index, 0)));
  });
}

/** Derivatives of the errors by the fitted numbers, by central differences. */
function jacobianAt(form: Form, series: UnitSeries, fitted: readonly number[]): Matrix {
  const moved = (column: number, by: number) =>
    fitted.map((value, at) => (at === column ? value + by : value));
  const rows = series.points.map((point) =>
    fitted.map((_, column) => {
      const ahead = errorAt(form, moved(column, derivativeStep), point, series);
      const behind = errorAt(form, moved(column, -derivativeStep), point, series);
      return (ahead - behind) / (2 * derivativeStep);
    }),
  );
  return new Matrix(rows);
}

const isWhole = (matrix: Matrix) => matrix.to1DArray().every(Number.isFinite);

export function sumOfSquares(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value * value, 0);
}

/** (JᵀJ)⁻¹; null where it has none to speak of. Columns are brought to one length first. */
function invertible(jacobian: Matrix): Matrix | null {
  if (!isWhole(jacobian)) return null;
  const norms = Array.from({ length: jacobian.columns }, (_, column) =>
    Math.hypot(...jacobian.getColumn(column)),
  );
  if (norms.some((norm) => norm < 1e-9)) return null;
  const unit = jacobian.clone().divRowVector(norms);
  const inverted = inverse(unit.transpose().mmul(unit), true);
  const isSound = inverted.diagonal().every((value) => value > 0 && value < 1e10);
  return isSound ? inverted.divRowVector(norms).divColumnVector(norms) : null;
}
