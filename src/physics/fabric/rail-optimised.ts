import { LEAF_PORTS, twoLevels } from './fat-tree.ts';
import type { TrunkPlan, Trunks } from './graph.ts';

/**
 * Rails: the i-th adapters of all nodes hang on one leaf, so that chips of one rank reach each other without a spine; a
 * leaf has room for 32 nodes, and the next 32 have leaves of their own (NVIDIA DGX SuperPOD reference architecture:
 * scalable units of 32 nodes with eight leaves).
 */
export function railOptimised(plan: TrunkPlan): Trunks {
  const rails = Math.max(...plan.adapters);
  const units = Math.ceil(plan.adapters.length / LEAF_PORTS);
  const leaf = (node: number, adapter: number) => Math.floor(node / LEAF_PORTS) * rails + adapter;
  const counts = Array.from({ length: units * rails }, () => 0);
  for (const [node, adapters] of plan.adapters.entries()) {
    for (let adapter = 0; adapter < adapters; adapter++) {
      const at = leaf(node, adapter);
      counts[at] = (counts[at] ?? 0) + 1;
    }
  }
  return twoLevels({ counts, leafOf: ({ node, adapter }) => leaf(node, adapter) }, plan);
}
