import type { Targets } from '../../record/misses.ts';
import type { Reporter } from '../reporter.ts';
import type { Workload } from '../scenario.ts';
import type { RawRollout } from '../schema/rollout.ts';

/** A budget of misses is used up by those who miss a target: without any, only who does not complete counts. */
export function checkBurnRateHasTarget(
  { monitors = [] }: RawRollout,
  workloads: readonly Workload[],
  reporter: Reporter,
): void {
  const isAsked = ({ ttftSeconds, tpotSeconds, e2eSeconds }: Targets) =>
    Math.min(ttftSeconds, tpotSeconds, e2eSeconds) < Number.POSITIVE_INFINITY;
  if (workloads.some(({ slo }) => isAsked(slo))) return;
  for (const [index, { kind }] of monitors.entries()) {
    if (kind !== 'burn-rate') continue;
    const message =
      'no workload has a target of slo: burn-rate sees only requests that do not complete';
    const fix = 'write workloads[].slo: {ttft: 1s} or the like, or kind: errors';
    reporter.warning(['rollout', 'monitors', index, 'kind'], message, fix);
  }
}
