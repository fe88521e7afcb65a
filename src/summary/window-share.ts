/** Fewer completions in the window than this share of the measured ones: its joules are not theirs (assumed). */
export const leastInWindow = 0.8;

/**
 * Joules of the window stand over measured requests alone: where fewer than this share of the requests that completed in
 * the window were measured ones (an overloaded run that is cut short), they say nothing of one request (assumed).
 */
export const leastMeasured = 0.5;

/** Whether the joules of the window can be divided by the measured requests that completed. */
export function sharesJoules(completions: readonly number[], completed: number): boolean {
  const inWindow = completions.reduce((sum, count) => sum + count, 0);
  return completed >= leastMeasured * inWindow;
}

/** Figures of a run that tell how much of the measured work its window saw. */
export interface WindowFigures {
  readonly requestsPerSecond: number;
  readonly joulesPerRequest: number;
  readonly averageWatts: number;
}

/**
 * Requests that completed in the window (between the end of the warm-up and the end of the arrivals) ÷ measured requests that
 * completed at all, from the figures of a table: requests/s are the former ÷ the window's seconds, joules per request its
 * joules ÷ the latter, and the average power is those joules ÷ those seconds, so that the share is requests/s × joules per
 * request ÷ watts. NaN where one of them is missing, or where nothing takes power.
 */
export function windowShare(of: WindowFigures): number {
  return (of.requestsPerSecond * of.joulesPerRequest) / of.averageWatts;
}
