import type { Workload } from '../scenario.ts';

/** Whether the requests of a workload have a deadline: a target for an instant, or a client who gives up. */
export function statesDeadline({ slo, timeout }: Workload): boolean {
  const { firstTokenSeconds, totalSeconds } = timeout;
  const tightest = Math.min(slo.ttftSeconds, slo.e2eSeconds, firstTokenSeconds, totalSeconds);
  return tightest < Number.POSITIVE_INFINITY;
}
