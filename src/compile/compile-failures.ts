import { assert } from '../base/assert.ts';
import { befallsNodes, type Cluster, nodeUnits } from '../scenario/cluster.ts';
import { type FailureSpec, unitsOf } from '../scenario/failures.ts';
import { placeStanding, type StandingPlaces } from '../scenario/placing.ts';
import type { Pool } from '../scenario/scenario.ts';
import type { CompiledFailure, CompiledPool } from './compiled.ts';

/** Names pools by number, and units by the replicas that they take with them; `compiled` are the `pools`, in order. */
export function compileFailures(
  failures: readonly FailureSpec[],
  compiled: readonly CompiledPool[],
  pools: readonly Pool[],
  cluster: Cluster | undefined,
): readonly CompiledFailure[] {
  const standing = cluster === undefined ? new Map() : placeStanding(pools, cluster);
  return failures.map(({ pool: name, ...failure }) => {
    const index = pools.findIndex((pool) => pool.name === name);
    const own = compiled[index];
    const pool = pools[index];
    assert(own !== undefined && pool !== undefined, `there is no pool ${name}`);
    if (cluster !== undefined && befallsNodes(failure.kind)) {
      const units = nodeUnits(failure, cluster);
      return { ...failure, units: units.map((unit) => replicasOn(unit, standing, compiled)) };
    }
    const { replicas, acceleratorsPerReplica, firstReplica } = own;
    const { acceleratorsPerNode, accelerator } = pool;
    const perChip = accelerator.partOf?.perChip ?? 1;
    const placed = { replicas, acceleratorsPerReplica, acceleratorsPerNode, perChip };
    const units = unitsOf(failure, placed);
    return {
      ...failure,
      units: units.map((unit) => unit.map((replica) => firstReplica + replica)),
    };
  });
}

/** Replicas, of whatever pool, that stand on one of these nodes. */
function replicasOn(
  nodes: readonly number[],
  standing: StandingPlaces,
  compiled: readonly CompiledPool[],
): readonly number[] {
  return compiled.flatMap(({ name, firstReplica }) =>
    (standing.get(name) ?? []).flatMap((place, position) => {
      const touches = place?.some(({ node }) => nodes.includes(node)) ?? false;
      return touches ? [firstReplica + position] : [];
    }),
  );
}
