import type { CompiledScenario } from '../compile/compiled.ts';
import type { RunSummary } from '../summary/run-summary.ts';
import type { TraceFeed } from './drive.ts';

/** A run, and what it said. */
export interface HeadroomInput {
  readonly compiled: CompiledScenario;
  readonly feeds: readonly TraceFeed[];
  /** Of the run, or of its replications. */
  readonly summary: RunSummary;
  readonly lastArrivalSeconds: number;
  readonly signal?: AbortSignal | undefined;
}
