import { Matrix, SingularValueDecomposition } from 'ml-matrix';

/** A parameter that rows do not determine, and why. */
export interface Unidentified {
  readonly index: number;
  readonly reason: string;
}

export interface Identified {
  /** Indices of those that rows determine, ascending. */
  readonly free: readonly number[];
  readonly held: readonly Unidentified[];
}

/** Least root mean square of the change, in logs, that a parameter must make per scale: below repeats' own scatter of 1 %. */
const leastEffect = 0.01;
/** Condition of the scaled columns from which parameters cannot be told apart (Belsley, Kuh and Welsch 1980: 30). */
const mostCondition = 30;
/** Share of the direction of least change from which a parameter is a part of it. */
const partOfDirection = 0.3;

/**
 * Which parameters the rows determine, from a Jacobian (per scale): one whose effect nobody would see is held; while the
 * singular values of the columns, each scaled to length 1, span more than a factor of 30, the parameter with the least
 * effect in the direction that changes least is held.
 */
export function identify(
  jacobian: Matrix,
  indices: readonly number[],
  names: readonly string[],
  weights: readonly number[],
): Identified {
  const roots = weights.map(Math.sqrt);
  const mean = weights.reduce((sum, weight) => sum + weight, 0);
  const columns = indices.map((index, column) => {
    const values = jacobian.getColumn(column).map((value, row) => value * (roots[row] ?? 0));
    // As a weighted mean of squares: rows that do not fit at all say little of what can be seen.
    return { index, values, effect: Math.hypot(...values) / Math.sqrt(mean) };
  });
  const held: Unidentified[] = [];
  for (const { index, effect } of columns) {
    if (effect >= leastEffect) continue;
    held.push({ index, reason: 'no row would show a change of it' });
  }
  let left = columns.filter(({ effect }) => effect >= leastEffect);
  while (left.length > 1) {
    const found = leastDirection(left.map(({ values }) => values));
    if (found.condition <= mostCondition) break;
    const part = left.filter((_, at) => Math.abs(found.direction[at] ?? 0) >= partOfDirection);
    const weakest = part.reduce((least, each) => (each.effect < least.effect ? each : least));
    const others = part.filter((each) => each !== weakest).map(({ index }) => names[index]);
    const reason = `no row tells it apart from ${others.join(' and ') || 'the others'}`;
    held.push({ index: weakest.index, reason });
    left = left.filter((each) => each !== weakest);
  }
  return { free: left.map(({ index }) => index), held };
}

/** Condition of columns scaled to length 1, and the combination of them that changes least. */
function leastDirection(columns: readonly (readonly number[])[]): {
  readonly condition: number;
  readonly direction: readonly number[];
} {
  const scaled = columns.map((values) => {
    const norm = Math.hypot(...values);
    return values.map((value) => value / norm);
  });
  const matrix = new Matrix(scaled.map((values) => [...values])).transpose();
  const svd = new SingularValueDecomposition(matrix, { autoTranspose: true });
  const { diagonal } = svd;
  const last = diagonal.length - 1;
  const least = diagonal[last] ?? 0;
  return {
    condition: least > 0 ? (diagonal[0] ?? 0) / least : Number.POSITIVE_INFINITY,
    direction: svd.rightSingularVectors.getColumn(last),
  };
}
