/** What a workload's ladder came to, over its measured requests. */
export interface LadderTotals {
  /** Times that it went one rung down, over the whole run. */
  readonly descents: number;
  /** Requests that nobody was to answer. */
  readonly skipped: number;
  /** From the top down. */
  readonly rungs: readonly RungTotals[];
}

/** Requests that were answered on one rung, or would have been, and those of them that were in time. */
export interface RungTotals {
  requests: number;
  inTime: number;
}
