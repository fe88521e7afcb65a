import type { ResolvedWorkload } from '../check-across.ts';
import type { Reporter } from '../reporter.ts';
import type { ResolvedPool } from '../resolve/pool.ts';
import type { RolloutSpec } from '../rollout.ts';
import { checkRolloutMonitors, type RolloutParts } from './rollout-monitors.ts';
import { checkRolloutPools } from './rollout-pools.ts';
import { checkRolloutStrategy } from './rollout-strategy.ts';

/** Whether a roll-out can be made at all. */
export function checkRollout(
  rollout: RolloutSpec,
  workloads: readonly ResolvedWorkload[],
  pools: readonly ResolvedPool[],
  around: Omit<RolloutParts, 'workloads' | 'pools'>,
  reporter: Reporter,
): void {
  const parts = {
    ...around,
    workloads: workloads.map(({ workload }) => workload),
    pools: pools.map(({ pool }) => pool),
  };
  if ('from' in rollout) checkRolloutPools(rollout, parts, reporter);
  else checkRolloutStrategy(rollout, parts.workloads, reporter);
  checkRolloutMonitors(rollout, parts, reporter);
}
