import type { CompiledPool, CompiledScenario, CompiledWorkload } from '../compile/compiled.ts';
import { routedShares } from './explain-thinking.ts';

/** Whether requests of a workload go to a pool, at once, once their prompts are computed, by a roll-out or by how hard they look. */
export function asks(
  scenario: CompiledScenario,
  workload: CompiledWorkload | undefined,
  pool: CompiledPool,
): boolean {
  return workload !== undefined && shareAsked(scenario, workload, pool) > 0;
}

/** Whether a strategy of a workload calls the replicas of a pool's model. */
export function calls({ strategy }: CompiledWorkload, { group }: CompiledPool): boolean {
  return strategy?.tiers.some((tier) => tier.group === group) === true;
}

/** Share of a workload's requests that may go to the replicas of a pool's model. */
export function shareAsked(
  { groups, rollout }: CompiledScenario,
  workload: CompiledWorkload,
  { group }: CompiledPool,
): number {
  const { routes } = workload;
  if (routes !== undefined) {
    const shares = routedShares(routes);
    const goesThere = (asked: number | null) =>
      asked === group || groups[asked ?? -1]?.handOff?.group === group;
    return shares[routes.tiers.findIndex((tier) => goesThere(tier.group))] ?? 0;
  }
  const isAsked =
    workload.group === group ||
    (workload.images !== undefined && groups[group]?.embeddings?.group === workload.group) ||
    groups[workload.group]?.handOff?.group === group ||
    (rollout !== undefined &&
      'groups' in rollout &&
      rollout.groups.stable === workload.group &&
      rollout.groups.candidate === group);
  return isAsked ? 1 : 0;
}
