import type { Placement } from './port.ts';

/**
 * The fullest node, the first among equals: what is free stays together, for replicas that need a whole node. Kubernetes
 * calls it bin packing (scoring strategy MostAllocated of NodeResourcesFit), Ray PACK.
 */
export const pack: Placement = {
  choose(nodes) {
    const free = nodes.map((node) => node.free / node.accelerators);
    return free.indexOf(Math.min(...free));
  },
};
