import type { Workload } from '../scenario.ts';

/**
 * Whether the requests of a workload have a deadline: a target for an instant, a client who gives up, or a trace whose
 * rows may have one (deadline_seconds of the plain format).
 */
export function statesDeadline({ arrivals, slo, timeout }: Workload): boolean {
  if (arrivals.process === 'trace' && arrivals.format === 'tailwatt') return true;
  const { firstTokenSeconds, totalSeconds } = timeout;
  const tightest = Math.min(slo.ttftSeconds, slo.e2eSeconds, firstTokenSeconds, totalSeconds);
  return tightest < Number.POSITIVE_INFINITY;
}
