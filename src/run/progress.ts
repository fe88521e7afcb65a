import type { CompiledHorizon } from '../compile/compiled.ts';
import type { Run } from '../engine/run.ts';

/** How far a run has come. */
export interface RunProgress {
  readonly simulatedSeconds: number;
  /** Requests that have arrived. */
  readonly requests: number;
  readonly events: number;
  readonly eventsPerSecond: number;
  /** Share of the run that is done; null where nothing tells. */
  readonly share: number | null;
  /** Wall time left at the pace so far; null where nothing tells. */
  readonly secondsLeft: number | null;
  readonly replication: number;
  readonly replications: number;
}

export interface ProgressScale {
  readonly horizon: CompiledHorizon;
  /** Rows of all traces; null when a workload does not come from a trace. */
  readonly traceRows: number | null;
  readonly replications: number;
}

/** Where a run stands, `wallSeconds` after the first replication began. */
export function progressOf(
  run: Run,
  scale: ProgressScale,
  replication: number,
  past: { readonly wallSeconds: number; readonly events: number },
): RunProgress {
  const own = runShare(run, scale);
  const share = own === null ? null : (replication + own) / scale.replications;
  const events = past.events + run.events;
  return {
    simulatedSeconds: run.clockSeconds,
    requests: run.offered,
    events,
    eventsPerSecond: past.wallSeconds > 0 ? events / past.wallSeconds : 0,
    share,
    secondsLeft: share === null || share <= 0 ? null : (past.wallSeconds * (1 - share)) / share,
    replication,
    replications: scale.replications,
  };
}

/** The furthest of the limits that will end the arrivals decides. */
function runShare(run: Run, { horizon, traceRows }: ProgressScale): number | null {
  const shares = [
    run.offered / horizon.maxRequests,
    run.clockSeconds / horizon.durationSeconds,
    traceRows === null ? 0 : run.offered / traceRows,
  ];
  const share = Math.min(1, Math.max(...shares));
  const limited = Number.isFinite(horizon.maxRequests) || Number.isFinite(horizon.durationSeconds);
  return limited || traceRows !== null ? share : null;
}
