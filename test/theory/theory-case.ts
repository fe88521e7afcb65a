import type { Measure } from './observe.ts';
import type { QueueSystem } from './queue-system.ts';

/** A row of the reference table, by the three columns that name it. */
export type RowName = readonly [system: string, parameters: string, formula: string];

/** One figure of a run and what it must be. */
export interface Check {
  readonly row: RowName;
  /** What the row's formula gives; null where the row states an identity. */
  readonly formula: number | null;
  readonly figure: string;
  readonly measure: Measure;
  readonly expected: Expectation;
  /**
   * Widest half-width of the 99 % interval, as a share of the figure, in short and long runs: {@link usualWidest} where
   * absent.
   */
  readonly widest?: Widest;
}

export interface Widest {
  readonly short: number;
  readonly long: number;
}

/** The reference table's 2 %; what the runs of the tests reach, which are ten to fifty times shorter. */
export const usualWidest: Widest = { short: 0.1, long: 0.02 };

export type Expectation =
  /** Lies inside the interval. Step-boundary bias is in `value`. */
  | { readonly is: 'exactly'; readonly value: number }
  /** The formula is an approximation: within 3 % of what the table's own simulation found. */
  | { readonly is: 'as-simulated' }
  | { readonly is: 'between'; readonly low: number; readonly high: number };

/** One run, on which one or more rows are checked. */
export interface TheoryCase {
  readonly system: QueueSystem;
  readonly checks: readonly Check[];
  /** Arrivals in the tests, and in the bench, where the table's own half-width is asked for. */
  readonly requests: { readonly short: number; readonly long: number };
}

/** Mean waits, and the rest of what cases look at. */
export const measures = {
  wait: { per: 'request', value: (row) => row.queueSeconds },
  sojourn: { per: 'request', value: (row) => row.e2eSeconds },
  ttft: { per: 'request', value: (row) => row.ttftSeconds },
  inSystem: { per: 'sample', value: (row) => row.queue + row.batch },
  running: { per: 'sample', value: (row) => row.batch },
  lost: { per: 'request', value: (row) => (row.replica < 0 ? 1 : 0) },
} as const satisfies Record<string, Measure>;

/** Wait of the requests of one class (classes stand in order of name). */
export const waitOfClass = (index: number): Measure => ({
  per: 'request',
  value: (row) => (row.workload === index ? row.queueSeconds : Number.NaN),
});

/** 1 for a request that took longer than `seconds`. */
export const slowerThan = (seconds: number): Measure => ({
  per: 'request',
  value: (row) => (row.e2eSeconds > seconds ? 1 : 0),
});

/** 1 for a request that waited for a server, not merely for the step in progress. */
export const waitedFor = (stepSeconds: number): Measure => ({
  per: 'request',
  value: (row) => (row.queueSeconds > 1.001 * stepSeconds ? 1 : 0),
});

/** How far from `mean` the number in the system lies, squared. */
export const squaredDistanceFrom = (mean: number): Measure => ({
  per: 'sample',
  value: (row) => (row.queue + row.batch - mean) ** 2,
});
