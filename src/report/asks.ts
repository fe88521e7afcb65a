import type { CompiledPool, CompiledScenario, CompiledWorkload } from '../compile/compiled.ts';

/** Whether requests of a workload go to a pool, at once, once their prompts are computed, or by a roll-out. */
export function asks(
  { groups, rollout }: CompiledScenario,
  workload: CompiledWorkload | undefined,
  { group }: CompiledPool,
): boolean {
  if (workload === undefined) return false;
  return (
    workload.group === group ||
    (workload.images !== undefined && groups[group]?.embeddings?.group === workload.group) ||
    groups[workload.group]?.handOff?.group === group ||
    (rollout?.groups.stable === workload.group && rollout.groups.candidate === group)
  );
}
