import type { CompiledRollout, CompiledScenario, Versions } from '../../compile/compiled.ts';
import type { CompiledTier } from '../../compile/compiled-tier.ts';

/** Tiers of a roll-out's candidate: its stage among the two versions. */
export const isOfCandidate = ({ stage }: CompiledTier): boolean => stage === 1;

/** The workload whose requests are copied for another strategy; −1 where none's are. */
export function copiedWorkload(rollout: CompiledRollout | undefined): number {
  return rollout?.kind === 'shadow' && 'workload' in rollout ? rollout.workload : -1;
}

/**
 * Groups of replicas that the copies of a shadow roll-out ask and nobody else does: those of models that no request of a
 * user may come to. Computing prompts, decoding and encoding images are groups of one model.
 */
export function groupsOfCopies(scenario: CompiledScenario): ReadonlySet<number> {
  const { rollout, workloads, groups } = scenario;
  if (rollout?.kind !== 'shadow') return new Set();
  const { stable, candidate } = groupsOfVersions(rollout, scenario);
  if ('groups' in rollout) return new Set(candidate);
  const asked = workloads.flatMap(
    ({ group, strategy, routes }, workload): readonly (number | null)[] => {
      if (workload === rollout.workload) return stable;
      const tiers = strategy?.tiers ?? routes?.tiers ?? [];
      return [...(strategy === undefined ? [group] : []), ...tiers.map((tier) => tier.group)];
    },
  );
  const modelsOf = (all: readonly (number | null)[]) =>
    new Set(all.flatMap((group) => (group === null ? [] : [groups[group]!.model])));
  const [users, copies] = [modelsOf(asked), modelsOf(candidate)];
  return new Set(
    groups.flatMap(({ model }, group) => (copies.has(model) && !users.has(model) ? [group] : [])),
  );
}

/** What each version asks: a pool, or those that the tiers of a strategy call. */
export function groupsOfVersions(
  spec: CompiledRollout,
  { workloads }: CompiledScenario,
): Record<keyof Versions, readonly number[]> {
  if ('groups' in spec) {
    return { stable: [spec.groups.stable], candidate: [spec.groups.candidate] };
  }
  const { tiers } = workloads[spec.workload]!.strategy!;
  const ofStage = (stage: number) => [
    ...new Set(
      tiers.flatMap((tier) => (tier.stage === stage && tier.group !== null ? [tier.group] : [])),
    ),
  ];
  return { stable: ofStage(0), candidate: ofStage(1) };
}
