import { assert } from '../base/assert.ts';
import { befallsNodes, nodeUnits } from '../scenario/cluster.ts';
import { unitsOf } from '../scenario/failures.ts';
import { placeStanding, type StandingPlaces } from '../scenario/placing.ts';
import type { Pool, Scenario } from '../scenario/scenario.ts';
import { facilityAround } from '../scenario/sites.ts';
import type { CompiledFailure, CompiledPool } from './compiled.ts';
import { outageOf } from './cooling-outage.ts';

/** Names pools by number, and units by the replicas that they take with them; `compiled` are the `pools`, in order. */
export function compileFailures(
  scenario: Pick<Scenario, 'failures' | 'cluster' | 'facility' | 'sites'>,
  compiled: readonly CompiledPool[],
  pools: readonly Pool[],
): { readonly failures?: readonly CompiledFailure[] } {
  const { failures, cluster } = scenario;
  if (failures === undefined) return {};
  const standing = cluster === undefined ? new Map() : placeStanding(pools, cluster);
  const all = failures.map(({ pool: name, cooled, ...spec }): CompiledFailure => {
    const outage = cooled && { cooled: outageOf(cooled, facilityAround(scenario, name)) };
    const failure = { ...spec, ...outage };
    const index = pools.findIndex((pool) => pool.name === name);
    const own = compiled[index];
    const pool = pools[index];
    assert(own !== undefined && pool !== undefined, `there is no pool ${name}`);
    if (cluster !== undefined && befallsNodes(failure.kind)) {
      const units = nodeUnits(failure, cluster);
      const scales = pools.some(({ autoscaling }) => autoscaling !== undefined);
      return {
        ...failure,
        units: units.map((unit) => replicasOn(unit, standing, compiled)),
        ...(scales && { nodes: units }),
      };
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
  return { failures: all };
}

/** Replicas of pools that stand which are placed on one of these nodes. */
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
