import { outcomeCode } from './outcome.ts';
import type { RequestRow } from './port.ts';

/** What a workload asks of each request; Infinity where it asks nothing. */
export interface Targets {
  readonly ttftSeconds: number;
  readonly tpotSeconds: number;
  readonly e2eSeconds: number;
}

/** How a request can miss its targets: a latency that is too long, or no completion at all. */
export const misses = ['ttft', 'tpot', 'e2e', 'unfinished'] as const;
export type Miss = (typeof misses)[number];

/** Requests by target missed. A request that missed several counts for each; one that did not complete, once. */
export class MissCounts implements Readonly<Record<Miss, number>> {
  ttft = 0;
  tpot = 0;
  e2e = 0;
  unfinished = 0;

  accept(row: Readonly<RequestRow>, targets: Targets): void {
    if (row.outcome !== outcomeCode.completed) {
      this.unfinished += 1;
      return;
    }
    if (row.ttftSeconds > targets.ttftSeconds) this.ttft += 1;
    // a single token has no time per output token (NaN) and cannot miss it
    if (row.tpotSeconds > targets.tpotSeconds) this.tpot += 1;
    if (row.e2eSeconds > targets.e2eSeconds) this.e2e += 1;
  }
}
