import { dragonfly } from './dragonfly.ts';
import { fatTree } from './fat-tree.ts';
import type { TrunkPlan, Trunks } from './graph.ts';
import { railOptimised } from './rail-optimised.ts';
import { torus } from './torus.ts';

/** What joins nodes, by name. */
export const topologies = {
  'rail-optimised': railOptimised,
  'fat-tree': fatTree,
  dragonfly,
  torus,
} as const satisfies Readonly<Record<string, (plan: TrunkPlan) => Trunks>>;
export type TopologyName = keyof typeof topologies;
