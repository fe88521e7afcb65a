/** Where a series with an initial transient is cut. */
export interface Truncation {
  /** Values to leave out at the start. */
  readonly values: number;
  /** The best cut lies at the end of the allowed half: the transient may not be over even there. */
  readonly isTooShort: boolean;
}

/** Values per batch: what the 5 in MSER-5 stands for. */
const BATCH = 5;

/**
 * The initial transient of a series by MSER-5: of its means of five values Y₁ … Yₖ, the first d are left out that
 * minimise Σ_{j>d} (Y_j − Ȳ)² ÷ (k − d)², the squared standard error that the rest would have, were it independent.
 * Only d ≤ k ÷ 2 is looked at: later, few values are left and may lie close together by chance. Of equal minima the
 * smallest d is taken. The last values that fill no batch are not looked at; a series of less than two batches is too
 * short. O(n).
 *
 * Meant for the mean of several replications, value by value: in one series of a queue, the variance of whose means is
 * large, the cut follows the busy hours rather than the transient.
 *
 * Source: K. White, M. Cobb, S. Spratt, "A comparison of five steady-state truncation heuristics for simulation", Winter
 * Simulation Conference 2000; K. Hoad, S. Robinson, R. Davies, "Automating warm-up length estimation", Journal of the
 * Operational Research Society 61 (2010).
 */
export function mser5(series: ArrayLike<number>): Truncation {
  const batches = Math.floor(series.length / BATCH);
  const latest = Math.floor(batches / 2);
  let best = latest;
  let least = Number.POSITIVE_INFINITY;
  let mean = 0;
  let squares = 0;
  // from the end, so that each sum grows by one batch (B. Welford's recurrence: no digits are lost to a large mean)
  for (let cut = batches - 1; cut >= 0; cut--) {
    const count = batches - cut;
    const difference = batchMean(series, cut) - mean;
    mean += difference / count;
    squares += (difference * difference * (count - 1)) / count;
    const error = squares / (count * count);
    if (cut > latest || error > least) continue;
    least = error;
    best = cut;
  }
  return { values: best * BATCH, isTooShort: best === latest };
}

function batchMean(series: ArrayLike<number>, batch: number): number {
  let sum = 0;
  for (let i = batch * BATCH; i < (batch + 1) * BATCH; i++) sum += series[i]!;
  return sum / BATCH;
}
