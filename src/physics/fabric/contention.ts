import type { Fabric } from '../data-sheets.ts';
import { LEAF_PORTS } from './fat-tree.ts';
import { adaptersOf } from './graph.ts';
import type { TopologyName } from './topologies.ts';

/** Adapters on one switch. */
const switchAdapters: Readonly<Record<TopologyName, number>> = {
  'rail-optimised': LEAF_PORTS,
  'fat-tree': LEAF_PORTS,
  dragonfly: 16,
  torus: 1,
};

/**
 * A fabric as a group over `nodes` whole nodes of `chips` each sees it while all chips exchange at once: at full
 * bandwidth where chips of one rank are on one switch, else at 1 ÷ oversubscription of it, for every adapter of the
 * switch sends outside. Collisions of hashed routes, and other traffic, are left out; nodes that follow each other are
 * taken to be on one switch if they fit on it.
 */
export function contended(
  fabric: Fabric,
  topology: TopologyName,
  oversubscription: number,
  nodes: number,
  chips: number,
): Fabric {
  // a rail has one adapter of each node on its switch, other leaves have all of them
  const onSwitch = topology === 'rail-optimised' ? nodes : nodes * adaptersOf({ chips }, fabric);
  if (oversubscription === 1 || onSwitch <= switchAdapters[topology]) return fabric;
  return {
    ...fabric,
    bandwidth: fabric.bandwidth / oversubscription,
    nodeBandwidth: fabric.nodeBandwidth / oversubscription,
  };
}
