import {
  type AdapterAddress,
  type FabricLink,
  HOP_SECONDS,
  type TrunkPlan,
  type Trunks,
  wire,
} from './graph.ts';
import { packedSwitches } from './switches.ts';

/** Ports of a leaf that go down to adapters: half of a switch with 64 ports (Quantum-2, Tomahawk 4). */
export const LEAF_PORTS = 32;

/** Switches of the lower level, the leaf of each adapter, and how many adapters each has. */
export interface Leaves {
  readonly counts: readonly number[];
  leafOf(address: AdapterAddress): number;
}

/**
 * Two levels of switches: every leaf has as many cables up as its adapters' bandwidth ÷ oversubscription asks for, each
 * to a spine of its own, at which every leaf has one. A way is a spine: the same on the way up and on the way down.
 * Spines stand for a third level, too, where there is one: it is taken to be without oversubscription.
 */
export function twoLevels(leaves: Leaves, plan: TrunkPlan): Trunks {
  const { oversubscription, adapterBytesPerSecond, portWatts } = plan;
  const most = Math.max(...leaves.counts);
  const spines = Math.max(1, Math.ceil(most / oversubscription));
  const each = (most / oversubscription / spines) * adapterBytesPerSecond;
  const links: FabricLink[] = [];
  for (const leaf of leaves.counts.keys()) {
    for (let spine = 0; spine < spines; spine++) {
      // a port of the leaf and one of the spine
      const at = `leaf-${leaf}.spine-${spine}`;
      links.push(wire(`${at}.up`, 'trunk', each, HOP_SECONDS, 2 * portWatts));
      links.push(wire(`${at}.down`, 'trunk', each, HOP_SECONDS, 2 * portWatts));
    }
  }
  const at = (leaf: number, spine: number, down: number) => 2 * (leaf * spines + spine) + down;
  const shares = (from: AdapterAddress, to: AdapterAddress) =>
    leaves.leafOf(from) === leaves.leafOf(to);
  return {
    links,
    shares,
    ways: (from, to) => (shares(from, to) ? 1 : spines),
    path(from, to, way) {
      if (shares(from, to)) return [];
      return [at(leaves.leafOf(from), way, 0), at(leaves.leafOf(to), way, 1)];
    },
  };
}

/**
 * A fat tree (folded Clos): all adapters of a node, and of its neighbours, hang on one leaf; a node with more than a leaf
 * has ports for (the 72 of an NVL72) hangs on as many as it needs, three with 24 each.
 */
export function fatTree(plan: TrunkPlan): Trunks {
  const { counts, switchOf } = packedSwitches(plan.adapters, LEAF_PORTS);
  return twoLevels({ counts, leafOf: switchOf }, plan);
}
