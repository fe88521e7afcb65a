import type { LostWork } from '../scenario/failures.ts';
import { field, state } from './request-table.ts';
import { outwardSeconds } from './way/outward.ts';

/** What requests lost with their replicas. */
export interface Losses {
  /** Requests, each as often as it was lost. */
  requests: number;
  /** Tokens made and thrown away, and cached tokens that another replica computes again. */
  outputTokens: number;
  replayedTokens: number;
  /** Joules that bought nothing. */
  joules: number;
}

/** Makes a request that its replica lost at `seconds` one that waits for another. */
export function takeBack(
  rows: Float64Array,
  base: number,
  seconds: number,
  fate: Exclude<LostWork, 'failed'>,
): void {
  const inApi = Math.min(rows[base + field.ready]!, seconds) - rows[base + field.sent]!;
  // NaN where it was never scheduled: then all of its API time came before
  if (!(rows[base + field.sent]! > rows[base + field.scheduled]!)) {
    rows[base + field.lostHostSeconds]! += inApi;
  }
  rows[base + field.lostWaySeconds] = outwardSeconds(rows, base, seconds);
  rows[base + field.waySent] = 0;
  rows[base + field.wayDue] = 0;
  rows[base + field.sent] = 0;
  rows[base + field.ready] = 0;
  rows[base + field.replica] = -1;
  rows[base + field.attempts]!++;
  rows[base + field.lostPrefillSeconds] = rows[base + field.prefillSeconds]!;
  rows[base + field.computed] = 0;
  if (fate === 'retried') {
    rows[base + field.made] = 0;
    // what one that goes on had cost is not lost, unless it is lost once more
    rows[base + field.lostJoules] = rows[base + field.joules]!;
  }
  if (rows[base + field.state] !== state.waiting) rows[base + field.state] = state.lost;
}

/** Makes a request that was with a replica one that waits for another, with what was computed for it elsewhere. */
export function sendElsewhere(rows: Float64Array, base: number): void {
  rows[base + field.replica] = -1;
  rows[base + field.attempts]!++;
}
