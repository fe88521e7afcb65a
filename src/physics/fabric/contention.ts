import type { Fabric } from '../data-sheets.ts';
import { LEAF_PORTS } from './fat-tree.ts';
import { adapterBandwidth, adaptersOf } from './graph.ts';
import { type StatedTopology, statedShare } from './stated-topology.ts';
import type { Topology, TopologyName } from './topologies.ts';

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
 * taken to be on one switch if they fit on it. Where switches and cables are stated, they say what is left (statedShare).
 */
export function contended(
  fabric: Fabric,
  topology: Topology,
  oversubscription: number,
  nodes: number,
  chips: number,
): Fabric {
  if (typeof topology !== 'string') return scaled(fabric, shareOf(fabric, topology, nodes, chips));
  // a rail has one adapter of each node on its switch, other leaves have all of them
  const onSwitch = topology === 'rail-optimised' ? nodes : nodes * adaptersOf({ chips }, fabric);
  if (oversubscription === 1 || onSwitch <= switchAdapters[topology]) return fabric;
  return scaled(fabric, 1 / oversubscription);
}

/** Of stated switches and cables, of as many nodes as they name. */
function shareOf(fabric: Fabric, topology: StatedTopology, nodes: number, chips: number): number {
  const last = topology.switches
    .flatMap((each) => each.nodes)
    .reduce((most, node) => Math.max(most, node), -1);
  const own = adaptersOf({ chips }, fabric);
  const plan = {
    adapters: Array.from({ length: last + 1 }, () => own),
    adapterBytesPerSecond: adapterBandwidth(fabric),
    oversubscription: 1,
    portWatts: fabric.portWatts,
  };
  return statedShare(topology, plan, nodes);
}

function scaled(fabric: Fabric, share: number): Fabric {
  if (share === 1) return fabric;
  return {
    ...fabric,
    bandwidth: fabric.bandwidth * share,
    nodeBandwidth: fabric.nodeBandwidth * share,
  };
}
