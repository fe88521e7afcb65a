import type { CompiledWorkload } from '../compile/compiled.ts';
import { defaultOptions, type SchedulerOptions } from '../policy/scheduling/port.ts';
import type { EngineSpec } from '../scenario/scenario.ts';

/** What a pool's schedulers are told: shares by number of the tenant or workload, and prompts by level. */
export function schedulerOptions(
  { fairness, levels }: EngineSpec,
  workloads: readonly Pick<CompiledWorkload, 'name'>[],
): SchedulerOptions {
  if (fairness === undefined) {
    return { ...defaultOptions, levelTokens: levels ?? defaultOptions.levelTokens };
  }
  const { by, promptWeight, outputWeight, tenantShares, workloadShares } = fairness;
  const shareOf = (name: string) =>
    workloadShares.find(({ workload }) => workload === name)?.share ?? 1;
  const shares = by === 'tenant' ? tenantShares : workloads.map(({ name }) => shareOf(name));
  return { fairness: { by, promptWeight, outputWeight, shares }, levelTokens: levels ?? [] };
}
