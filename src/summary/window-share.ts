/** Fewer completions in the window than this share of the measured ones: its joules are not theirs (assumed). */
export const leastInWindow = 0.8;

/** Figures of a run that tell how much of the measured work its window saw. */
export interface WindowFigures {
  readonly requestsPerSecond: number;
  readonly joulesPerRequest: number;
  readonly averageWatts: number;
}

/**
 * Requests that completed in the window (between the end of the warm-up and the last arrival) ÷ measured requests that
 * completed at all, from the figures of a table: requests/s are the former ÷ the window's seconds, joules per request its
 * joules ÷ the latter, and the average power is those joules ÷ those seconds, so that the share is requests/s × joules per
 * request ÷ watts. NaN where one of them is missing, or where nothing takes power.
 */
export function windowShare(of: WindowFigures): number {
  return (of.requestsPerSecond * of.joulesPerRequest) / of.averageWatts;
}
