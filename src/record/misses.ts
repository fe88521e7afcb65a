import { outcomeCode } from './outcome.ts';
import type { RequestRow } from './port.ts';

/** What a workload asks of each request; Infinity where it asks nothing. */
export interface Targets {
  readonly ttftSeconds: number;
  readonly tpotSeconds: number;
  readonly e2eSeconds: number;
}

/** How a request can miss its targets: a latency that is too long, a deadline of its own, or no completion at all. */
export const misses = ['ttft', 'tpot', 'e2e', 'deadline', 'unfinished'] as const;
export type Miss = (typeof misses)[number];

/**
 * Requests by target missed. A request that missed several counts for each; one that did not complete, once, and so does
 * one that met its workload's targets and was too late for a deadline of its own (a trace's).
 */
export class MissCounts implements Readonly<Record<Miss, number>> {
  ttft = 0;
  tpot = 0;
  e2e = 0;
  deadline = 0;
  unfinished = 0;

  /** Counts a request that missed something. */
  accept(row: Readonly<RequestRow>, targets: Targets): void {
    if (row.outcome !== outcomeCode.completed) {
      this.unfinished += 1;
      return;
    }
    const { ttftSeconds, tpotSeconds, e2eSeconds } = targets;
    // a single token has no time per output token (NaN) and cannot miss it
    const first = row.ttftSeconds > ttftSeconds;
    const each = row.tpotSeconds > tpotSeconds;
    const last = row.e2eSeconds > e2eSeconds;
    if (first) this.ttft += 1;
    if (each) this.tpot += 1;
    if (last) this.e2e += 1;
    if (!(first || each || last)) this.deadline += 1;
  }
}
