import type { Watts } from '../base/units.ts';
import { coolingFacts } from '../physics/facility/cooling-plant.ts';
import { acceleratorWattsWithin } from '../physics/facility/rack-budget.ts';
import type { FacilitySpec } from './facility.ts';
import type { Parallelism } from './scenario.ts';

/** Replicas that stand in one rack, whole, and what their accelerators may take together. */
export interface RackGroup {
  readonly replicas: number;
  readonly boards: number;
  readonly limitWatts: Watts;
}

/** What a budget of racks depends on. */
export interface Premises extends Pick<FacilitySpec, 'rack' | 'nodes'> {
  readonly cooling: Pick<FacilitySpec['cooling'], 'kind'>;
}

/**
 * The replicas of a pool that share a rack of `nodes` nodes. A replica that is larger than a rack has what the nodes that it
 * stands in are given.
 */
export function rackGroup(
  { rack, cooling, nodes }: Premises,
  pool: { readonly name: string; readonly parallelism: Parallelism },
): RackGroup | null {
  const node = nodes[pool.name];
  if (rack.nodes === null || node === undefined) return null;
  const { tensor, pipeline, data } = pool.parallelism;
  const chips = tensor * pipeline * data;
  const { nodeFanShare } = coolingFacts[cooling.kind];
  const perNode = acceleratorWattsWithin(
    node.sheet,
    rack.powerLimitWatts / rack.nodes,
    nodeFanShare,
  );
  const replicas = Math.max(1, Math.floor((rack.nodes * node.accelerators) / chips));
  const boards = replicas * chips;
  return { replicas, boards, limitWatts: (perNode * boards) / node.accelerators };
}
