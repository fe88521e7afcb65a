import type { PercentileBlock } from './percentiles.ts';

/**
 * What clients came to who cancel or ask again. A question is a client's first request and all that it sent for it after
 * that; the figures are over those whose first request is measured.
 */
export interface ClientFigures {
  readonly questions: number;
  /** Shares of the questions; they sum to 1: answered, given up out of impatience, in vain for good, or cut off. */
  readonly answeredShare: number | null;
  readonly abandonedShare: number | null;
  readonly unansweredShare: number | null;
  readonly undecidedShare: number | null;
  /** By how much the clients raise the load: 1 = nobody asked again. */
  readonly requestsPerQuestion: number | null;
  /** Of the answered: from the first request to the last token, waits before asking again included. */
  readonly answerSeconds: PercentileBlock;
}

/** Sessions or tasks that began after the warm-up and had ended by the end of the run. */
export interface Tasks {
  readonly completed: number;
  /** Those that a request which did not complete has ended. */
  readonly failed: number;
  /** Of the completed: from the first request's arrival to the last one's end, thinking and tools included. */
  readonly taskSeconds: PercentileBlock;
  /** Requests of each. */
  readonly taskCalls: PercentileBlock;
}
