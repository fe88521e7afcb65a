import type { Seconds } from '../base/units.ts';

export interface ClosedLoop {
  readonly process: 'closed-loop';
  readonly concurrency: number;
  readonly thinkSeconds: Seconds;
  readonly rampUpSeconds: Seconds;
  readonly retryAfterSeconds: Seconds;
}

/** Queries one after the other, each of as many requests at once: MLPerf's single-stream and multi-stream. */
export interface QueryStream {
  readonly process: 'single-stream' | 'multi-stream';
  readonly samplesPerQuery: number;
  /** Least pause after a query with a rejection. */
  readonly retryAfterSeconds: Seconds;
}
