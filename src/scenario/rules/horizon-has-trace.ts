import type { Reporter } from '../reporter.ts';
import type { Horizon, Workload } from '../scenario.ts';

/** A run can end with the traces only where there is one. */
export function checkHorizonHasTrace(
  horizon: Horizon,
  workloads: readonly Workload[],
  reporter: Reporter,
): void {
  if (horizon.end.kind !== 'trace') return;
  if (workloads.some((workload) => workload.arrivals.process === 'trace')) return;
  const message = 'no workload replays a trace: arrivals would never end';
  reporter.error(['horizon'], message, 'write {requests: 20000} or {duration: 1h}');
}
