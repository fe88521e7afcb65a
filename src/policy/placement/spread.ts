import type { Placement } from './port.ts';

/**
 * The emptiest node, the first among equals: a node that fails takes few replicas with it. It is what Kubernetes does
 * where nobody says (scoring strategy LeastAllocated of NodeResourcesFit), Slurm's least loaded node (CR_LLN), and Ray's
 * SPREAD.
 */
export const spread: Placement = {
  choose(nodes) {
    const free = nodes.map((node) => node.free / node.accelerators);
    return free.indexOf(Math.max(...free));
  },
};
