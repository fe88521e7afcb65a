import type { Horizon, Workload } from '../scenario/scenario.ts';
import type { CompiledHorizon } from './compiled.ts';

/** When arrivals stop and measuring begins; a share of a warm-up is one of the requests, those of traces among them. */
export function compileHorizon(
  horizon: Horizon,
  workloads: readonly Workload[],
  traces: Readonly<Record<string, { readonly rows: number }>>,
): CompiledHorizon {
  const { end, warmup, drainSeconds } = horizon;
  const maxRequests = end.kind === 'requests' ? end.requests : Number.POSITIVE_INFINITY;
  const durationSeconds = end.kind === 'duration' ? end.seconds : Number.POSITIVE_INFINITY;
  const rows = workloads.reduce((sum, { name }) => sum + (traces[name]?.rows ?? 0), 0);
  let warmupRequests = 0;
  let warmupSeconds = 0;
  if (warmup.kind === 'count') warmupRequests = warmup.count;
  else if (warmup.kind === 'time') warmupSeconds = warmup.seconds;
  else if (warmup.kind === 'mser-5') warmupRequests = 0;
  else if (end.kind === 'duration') warmupSeconds = warmup.share * end.seconds;
  else warmupRequests = Math.floor(warmup.share * (end.kind === 'requests' ? maxRequests : rows));
  return { maxRequests, durationSeconds, warmupRequests, warmupSeconds, drainSeconds };
}
