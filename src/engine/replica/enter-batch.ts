import { field, state } from '../request-table.ts';

/** Writes that a waiting request joins a batch at `now`, with `target` tokens to compute. Returns whether for the first time. */
export function enterBatch(rows: Float64Array, base: number, target: number, now: number): boolean {
  const first = rows[base + field.state] === state.waiting;
  const brings = rows[base + field.state] === state.landed;
  if (brings || rows[base + field.state] === state.encoded) {
    rows[base + field.transferSeconds]! += now - rows[base + field.since]!;
    rows[base + field.since] = now;
  } else if (!first) {
    rows[base + field.preemptedSeconds]! += now - rows[base + field.since]!;
    rows[base + field.since] = now;
  } else {
    // the tie rule lets a request join a step that began up to a nanosecond before it came
    const scheduled = Math.max(now, rows[base + field.arrival]!, rows[base + field.ready]!);
    rows[base + field.scheduled] = scheduled;
    rows[base + field.since] = scheduled;
  }
  rows[base + field.state] = state.prefill;
  rows[base + field.target] = target;
  // one that was computed elsewhere brings its prompt's keys and values, one from host memory all that it had
  if (brings) rows[base + field.computed] = rows[base + field.prompt]!;
  else if (rows[base + field.swappedBlocks] === 0) rows[base + field.computed] = 0;
  return first;
}

/**
 * Writes what `steps` steps of decoding have brought a sequence: tokens, joules and dollars, from the replica's running
 * sums of shared ones. Returns the tokens that it has cached.
 */
export function settleDecode(
  rows: Float64Array,
  base: number,
  steps: number,
  shared: { readonly sharePerSequence: number; readonly usdPerSequence: number },
  each: { readonly tokenJoules: number; readonly contextJoules: number },
): number {
  const cachedAtJoin = rows[base + field.computed]!;
  const contextSteps = steps * cachedAtJoin + (steps * (steps - 1)) / 2;
  rows[base + field.joules]! +=
    shared.sharePerSequence -
    rows[base + field.shareAtJoin]! +
    steps * each.tokenJoules +
    each.contextJoules * contextSteps;
  rows[base + field.usd]! += shared.usdPerSequence - rows[base + field.usdAtJoin]!;
  rows[base + field.made]! += steps;
  rows[base + field.computed] = cachedAtJoin + steps;
  return cachedAtJoin + steps;
}
