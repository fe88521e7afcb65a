import { buildFabric, type FabricPlan } from '../physics/fabric/build-fabric.ts';
import type { ChipAddress } from '../physics/fabric/graph.ts';
import type { LinkFailure } from '../scenario/fabric.ts';
import { placeOnFabric } from '../scenario/fabric-places.ts';
import type { Pool, Scenario } from '../scenario/scenario.ts';

/** What transfers flow over, and where replicas stand in it. */
export interface CompiledFabric extends FabricPlan {
  /** By number of the replica. */
  readonly chips: readonly (readonly ChipAddress[])[];
  /** By number of the replica: stages of its pipeline, each of as many of its chips, in order. */
  readonly stages: readonly number[];
  /** Of the graph's links, by number. */
  readonly linkNames: readonly string[];
  readonly failures: readonly LinkFailure[];
}

/** Places the replicas of `pools`, which stand in order of their numbers; nothing where no topology is stated. */
export function compileFabric(
  { fabric }: Scenario,
  pools: readonly Pool[],
  compiled: readonly { readonly replicas: number }[],
): { readonly fabric?: CompiledFabric } {
  if (fabric === undefined) return {};
  const { topology, oversubscription, scaleOut, placement, failures } = fabric;
  const sized = pools.map((pool, index) => ({ ...pool, count: compiled[index]?.replicas ?? 0 }));
  const { nodes, chips } = placeOnFabric(sized, placement);
  const plan = { topology, oversubscription, scaleOut, nodes };
  const linkNames = buildFabric(plan).links.map(({ name }) => name);
  const stages = sized.flatMap(({ parallelism, count }) =>
    Array.from({ length: count }, () => parallelism.pipeline),
  );
  return { fabric: { ...plan, chips: chips.flat(), stages, linkNames, failures } };
}
