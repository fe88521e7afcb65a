import type { CompiledScenario } from '../../compile/compiled.ts';

/** What the way from a workload's clients to the site of a replica takes, one way; null where no client is far. */
export function distances({
  sites,
  pools,
}: CompiledScenario): ((workload: number, replica: number) => number) | null {
  if (sites?.oneWaySeconds === undefined) return null;
  const { oneWaySeconds, ofPool } = sites;
  const ofReplica = pools.flatMap(({ replicas }, pool) =>
    Array.from({ length: replicas }, () => ofPool[pool]!),
  );
  return (workload, replica) => oneWaySeconds[workload]![ofReplica[replica]!]!;
}
