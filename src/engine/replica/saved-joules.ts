import type { BatchView } from './batch-view.ts';

/**
 * Joules that the steps from index `from` up to `to` of a stretch do not spend because their clock is lowered: what
 * decoding sequences cause by themselves at the pool's highest clock and not at this one, and under a cap in each step
 * what its terms come to beyond limit × time. 0 without either.
 *
 * Between bends of the stretch both are lines in the step's index, so that the sum is that of an arithmetic series over
 * the steps on one side of where they cross.
 */
export function savedJoules(batch: BatchView, from: number, to: number): number {
  const { terms, stretch, decoding, context } = batch;
  const slower = terms.ownShare === 1 ? 0 : sparedJoules(batch, from, to);
  if (terms.limitWatts === Number.POSITIVE_INFINITY) return slower;
  const left = terms.limitWatts - terms.staticWatts;
  const excess = (step: number) =>
    terms.sharedJoules +
    terms.ownShare * (decoding * terms.tokenJoules) +
    terms.ownShare * (terms.contextJoules * (context + decoding * step)) +
    batch.chunkJoules -
    left * stretch.stepSeconds(step);
  let saved = slower;
  let start = from;
  while (start < to) {
    const end = Math.min(stretch.nextPiece(start), to);
    saved += positivePart(excess(start), excess(end - 1), end - start);
    start = end;
  }
  return saved;
}

/** What the clock takes off the joules that decoding sequences cause by themselves: an arithmetic series. */
function sparedJoules({ terms, decoding, context }: BatchView, from: number, to: number): number {
  const steps = to - from;
  const contextSteps = steps * context + decoding * ((steps * (from + to - 1)) / 2);
  const own = steps * decoding * terms.tokenJoules + terms.contextJoules * contextSteps;
  return (1 - terms.ownShare) * own;
}

/** Of the step with index `step`, `elapsed` seconds of which are over: that part, and the joules and time that all in it share. */
export function partOfStep(batch: BatchView, step: number, elapsed: number) {
  const { terms, stretch } = batch;
  const part = elapsed / stretch.stepSeconds(step);
  const spent = part * terms.sharedJoules + terms.staticWatts * elapsed;
  const sharedJoules = spent - part * savedJoules(batch, step, step + 1);
  return { part, sharedJoules, seconds: batch.timeShare * elapsed };
}

/** Σ max(0, value) over `count` values in arithmetic progression, the first and the last of which are given. */
function positivePart(first: number, last: number, count: number): number {
  if (first <= 0 && last <= 0) return 0;
  if (first >= 0 && last >= 0) return (count * (first + last)) / 2;
  // here count ≥ 2, and the values change sign once
  const slope = (last - first) / (count - 1);
  const high = Math.max(first, last);
  const positive = Math.min(count, Math.floor(high / Math.abs(slope)) + 1);
  return positive * high - Math.abs(slope) * ((positive * (positive - 1)) / 2);
}
