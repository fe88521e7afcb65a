import {
  type AdapterAddress,
  type FabricLink,
  HOP_SECONDS,
  type TrunkPlan,
  type Trunks,
  wire,
} from './graph.ts';
import { packedSwitches } from './switches.ts';

/** Adapters of a router, and routers of a group: HPE Slingshot, a switch with 64 ports of which 16 lead to nodes. */
const ROUTER_ADAPTERS = 16;
const GROUP_ROUTERS = 32;

/**
 * A dragonfly: routers of a group reach each other directly, and groups do. It is balanced: beside the bandwidth p of
 * its adapters, a router has 2p to the others of its group and p to other groups, links of equal bandwidth to each (a =
 * 2p = 2h: J. Kim et al., "Technology-Driven, Highly-Scalable Dragonfly Topology", ISCA 2008). Oversubscription divides
 * both. Routes are minimal: to the router that the other group hangs on, across, and to the other router; group g hangs
 * on router g mod (routers of the group). All that goes from one group to one other so meets at one router of each, and
 * what a router sends there crosses one of its links inside the group: fine where traffic goes to all groups alike, and
 * the bottleneck where it goes to one. Routes around it (Valiant's, adaptive ones) are not modelled. A node with more
 * adapters than a router has ports for them hangs on as many routers as it needs.
 */
export function dragonfly(plan: TrunkPlan): Trunks {
  const { oversubscription, adapterBytesPerSecond, portWatts } = plan;
  const { counts, switchOf: routerOf } = packedSwitches(plan.adapters, ROUTER_ADAPTERS);
  const routers = counts.length;
  const groups = Math.ceil(routers / GROUP_ROUTERS);
  const own = (Math.max(...counts) * adapterBytesPerSecond) / oversubscription;
  const links: FabricLink[] = [];
  const local = new Map<string, number>();
  const global = new Map<string, number>();
  const sizeOf = (group: number) => Math.min(GROUP_ROUTERS, routers - group * GROUP_ROUTERS);
  const add = (name: string, bandwidth: number, cables: number) => {
    links.push(wire(name, 'trunk', bandwidth, HOP_SECONDS, 2 * portWatts * cables));
    return links.length - 1;
  };
  const cables = (bandwidth: number) => Math.max(1, bandwidth / adapterBytesPerSecond);
  for (let from = 0; from < routers; from++) {
    const group = Math.floor(from / GROUP_ROUTERS);
    const peers = sizeOf(group) - 1;
    for (let to = group * GROUP_ROUTERS; to < group * GROUP_ROUTERS + peers + 1; to++) {
      if (to === from) continue;
      const bandwidth = (2 * own) / peers;
      local.set(`${from} ${to}`, add(`router-${from}.router-${to}`, bandwidth, cables(bandwidth)));
    }
  }
  for (let from = 0; from < groups; from++) {
    for (let to = 0; to < groups; to++) {
      if (to === from) continue;
      const bandwidth = (own * Math.min(sizeOf(from), sizeOf(to))) / (groups - 1);
      global.set(`${from} ${to}`, add(`group-${from}.group-${to}`, bandwidth, cables(bandwidth)));
    }
  }
  const gate = (group: number, other: number) => group * GROUP_ROUTERS + (other % sizeOf(group));
  const shares = (from: AdapterAddress, to: AdapterAddress) => routerOf(from) === routerOf(to);
  const within = (from: number, to: number) =>
    from === to ? [] : [local.get(`${from} ${to}`) ?? 0];
  return {
    links,
    shares,
    ways: () => 1,
    path(from, to) {
      const [a, b] = [routerOf(from), routerOf(to)];
      const [near, far] = [Math.floor(a / GROUP_ROUTERS), Math.floor(b / GROUP_ROUTERS)];
      if (near === far) return within(a, b);
      const across = global.get(`${near} ${far}`) ?? 0;
      return [...within(a, gate(near, far)), across, ...within(gate(far, near), b)];
    },
  };
}
