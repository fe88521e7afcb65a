import { Matrix, SingularValueDecomposition } from 'ml-matrix';
import { median } from 'simple-statistics';

/** Parameters within bounds, in units of their scales, and what they leave unexplained. */
export interface LeastSquaresProblem {
  readonly start: readonly number[];
  readonly scale: readonly number[];
  readonly lower: readonly number[];
  readonly upper: readonly number[];
  /** Which metric each residual is of: each metric has a spread of its own. */
  readonly kinds: readonly string[];
  /** Residuals at a point: log of predicted ÷ measured. Always as many as `kinds`. */
  residuals(point: readonly number[]): readonly number[];
}

/** A point, its residuals, and how they change with each parameter, per scale. */
export interface Linearised {
  readonly point: readonly number[];
  readonly residuals: readonly number[];
  readonly jacobian: Matrix;
}

/** Change of a parameter by which derivatives are taken, of its scale: wide enough to pass over the jumps of batches. */
const differenceStep = 0.2;

/** Derivatives by one difference each, into the box. `free` are the indices of the parameters that may move. */
export function linearise(
  problem: LeastSquaresProblem,
  point: readonly number[],
  residuals: readonly number[],
  free: readonly number[],
): Linearised {
  const jacobian = Matrix.zeros(residuals.length, free.length);
  for (const [column, index] of free.entries()) {
    const { scale, upper } = problem;
    const step = differenceStep * (scale[index] ?? 1);
    const signed = (point[index] ?? 0) + step <= (upper[index] ?? 0) ? step : -step;
    const moved = point.map((value, at) => (at === index ? value + signed : value));
    const there = problem.residuals(moved);
    const change = Math.sign(signed) * differenceStep;
    for (const [row, before] of residuals.entries()) {
      jacobian.set(row, column, ((there[row] ?? before) - before) / change);
    }
  }
  return { point, residuals, jacobian };
}

/** Beyond so many spreads a residual counts by its size instead of its square (Huber 1964: 95 % efficient at a normal law). */
const huber = 1.345;
/** Least spread of a metric, as a log: repeats of one benchmark differ by about 1 %, so that less would be chance. */
const leastSpread = 0.02;

/** The spread of each metric's residuals: their median size, scaled as of a normal law. */
export function spreads(
  residuals: readonly number[],
  kinds: readonly string[],
): ReadonlyMap<string, number> {
  const sizes = new Map<string, number[]>();
  for (const [row, value] of residuals.entries()) {
    const kind = kinds[row] ?? '';
    sizes.set(kind, [...(sizes.get(kind) ?? []), Math.abs(value)]);
  }
  const spread = (values: number[]) => Math.max(leastSpread, median(values) / 0.6745);
  return new Map([...sizes].map(([kind, values]) => [kind, spread(values)]));
}

/** Weight of each residual in the squares: 1 ÷ spread² where it is small, less by Huber's rule where it is large. */
export function huberWeights(
  residuals: readonly number[],
  kinds: readonly string[],
  spread: ReadonlyMap<string, number>,
): readonly number[] {
  return residuals.map((value, row) => {
    const unit = spread.get(kinds[row] ?? '') ?? 1;
    const size = Math.abs(value) / unit;
    return (size <= huber ? 1 : huber / size) / (unit * unit);
  });
}

/** Huber's loss of residuals with given spreads, summed. */
export function huberLoss(
  residuals: readonly number[],
  kinds: readonly string[],
  spread: ReadonlyMap<string, number>,
): number {
  return residuals.reduce((sum, value, row) => {
    const size = Math.abs(value) / (spread.get(kinds[row] ?? '') ?? 1);
    return sum + (size <= huber ? (size * size) / 2 : huber * (size - huber / 2));
  }, 0);
}

/**
 * The step of weighted least squares on a linearisation, damped (Levenberg–Marquardt) and within the box: parameters
 * that would leave it stop at its wall, and the others are solved again without them. In units of the parameters.
 */
export function boundedStep(
  { point, residuals, jacobian }: Linearised,
  weights: readonly number[],
  free: readonly number[],
  problem: Pick<LeastSquaresProblem, 'scale' | 'lower' | 'upper'>,
  damping: number,
): readonly number[] {
  const roots = weights.map(Math.sqrt);
  const fixed = new Map<number, number>();
  for (;;) {
    const columns = [...free.keys()].filter((column) => !fixed.has(column));
    const change = solveDamped({ residuals, jacobian, roots }, columns, fixed, damping);
    let worst: { readonly column: number; readonly to: number; readonly by: number } | null = null;
    for (const [position, column] of columns.entries()) {
      const index = free[column] ?? 0;
      const unit = problem.scale[index] ?? 1;
      const to = (point[index] ?? 0) + (change[position] ?? 0) * unit;
      const wall = Math.min(problem.upper[index] ?? to, Math.max(problem.lower[index] ?? to, to));
      const by = Math.abs(to - wall) / unit;
      if (by > 1e-12 && by > (worst?.by ?? 0)) {
        worst = { column, to: (wall - (point[index] ?? 0)) / unit, by };
      }
    }
    if (worst === null) {
      return point.map((value, index) => {
        const column = free.indexOf(index);
        if (column < 0) return value;
        const position = columns.indexOf(column);
        const moved = fixed.get(column) ?? change[position] ?? 0;
        const to = value + moved * (problem.scale[index] ?? 1);
        return Math.min(problem.upper[index] ?? to, Math.max(problem.lower[index] ?? to, to));
      });
    }
    fixed.set(worst.column, worst.to);
  }
}

interface Weighted {
  readonly residuals: readonly number[];
  readonly jacobian: Matrix;
  readonly roots: readonly number[];
}

/** argmin of |√w·(r + J·δ)|² + damping·|D·δ|² over some columns, D² the diagonal of JᵀWJ; the others stay where they are. */
function solveDamped(
  { residuals, jacobian, roots }: Weighted,
  columns: readonly number[],
  fixed: ReadonlyMap<number, number>,
  damping: number,
): readonly number[] {
  if (columns.length === 0) return [];
  const rows = residuals.length;
  const system = Matrix.zeros(rows + columns.length, columns.length);
  const right = Matrix.zeros(rows + columns.length, 1);
  for (let row = 0; row < rows; row++) {
    let value = residuals[row] ?? 0;
    for (const [column, change] of fixed) value += jacobian.get(row, column) * change;
    right.set(row, 0, -value * (roots[row] ?? 0));
    for (const [position, column] of columns.entries()) {
      system.set(row, position, jacobian.get(row, column) * (roots[row] ?? 0));
    }
  }
  for (const position of columns.keys()) {
    const norm = Math.hypot(...system.getColumn(position));
    system.set(rows + position, position, Math.sqrt(damping) * norm);
  }
  return new SingularValueDecomposition(system, { autoTranspose: true }).solve(right).getColumn(0);
}

/** Where a fit ended. */
export interface Fitted extends Linearised {
  readonly weights: readonly number[];
  readonly spread: ReadonlyMap<string, number>;
  readonly evaluations: number;
}

/** Rounds of a fit at most (assumed: it has always stopped by itself before). */
const mostRounds = 8;
/** A round that lowers the loss by a smaller share is the last. */
const enough = 0.005;

/**
 * Levenberg–Marquardt with Huber's loss, by reweighting, within bounds. The library ml-levenberg-marquardt has neither
 * the loss nor steps along a wall, and would evaluate each residual by itself, where a run here gives several.
 */
export function leastSquares(
  problem: LeastSquaresProblem,
  free: readonly number[],
  first?: Linearised,
): Fitted {
  let evaluations = 0;
  const evaluate = (point: readonly number[]) => {
    evaluations += 1;
    return problem.residuals(point);
  };
  let here = first ?? {
    ...linearise(problem, problem.start, evaluate(problem.start), free),
  };
  let damping = 1e-3;
  for (let round = 0; round < mostRounds && free.length > 0; round++) {
    const spread = spreads(here.residuals, problem.kinds);
    const weights = huberWeights(here.residuals, problem.kinds, spread);
    const loss = huberLoss(here.residuals, problem.kinds, spread);
    let better: {
      readonly point: readonly number[];
      readonly residuals: readonly number[];
    } | null = null;
    for (let tries = 0; tries < 4 && better === null; tries++) {
      const point = boundedStep(here, weights, free, problem, damping);
      const residuals = evaluate(point);
      if (huberLoss(residuals, problem.kinds, spread) < loss) better = { point, residuals };
      else damping = Math.max(0.1, damping * 20);
    }
    if (better === null) break;
    const gain = 1 - huberLoss(better.residuals, problem.kinds, spread) / loss;
    damping /= 5;
    here = linearise(problem, better.point, better.residuals, free);
    evaluations += free.length;
    if (gain < enough) break;
  }
  const spread = spreads(here.residuals, problem.kinds);
  const weights = huberWeights(here.residuals, problem.kinds, spread);
  return { ...here, weights, spread, evaluations };
}
