import type { BacklogSamples, RunTotals } from '../record/totals.ts';
import type { TraceRows } from '../trace/port.ts';

/** Why `advance` came back. */
export type RunState = 'more' | 'needs-arrivals' | 'done';

/** Where `advance` comes back with `more`, whichever is reached first. */
export interface RunLimit {
  readonly untilSeconds?: number;
  /** Events of this call. */
  readonly maxEvents?: number;
  /** Requests that have come since the start: the state at that arrival is the same for both ways of stepping. */
  readonly untilOffered?: number;
}

/** A run in flight. Never awaits, owns no stream; cutting it into slices changes no byte of its result. */
export interface Run {
  /** Runs events until a limit is reached, a trace must be fed, or nothing is left. */
  advance(limit?: RunLimit): RunState;
  /** Appends rows to the trace of a workload; null = the trace has ended. Rows must not go back in time. */
  feed(workload: number, rows: TraceRows | null): void;
  readonly clockSeconds: number;
  readonly events: number;
  readonly offered: number;
  readonly ended: number;
  /** How many wait and run over the second half of the arrivals so far. Changes nothing; allowed at any time. */
  backlog(): BacklogSamples;
  /** Ends the run here: what is still in the system is recorded as in flight. Idempotent; implied by `done`. */
  finish(): void;
  /** Sums over the run; only after it is done or finished. */
  totals(): RunTotals;
}
