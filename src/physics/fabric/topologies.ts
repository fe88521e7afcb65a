import { dragonfly } from './dragonfly.ts';
import { fatTree } from './fat-tree.ts';
import type { TrunkPlan, Trunks } from './graph.ts';
import { railOptimised } from './rail-optimised.ts';
import { type StatedTopology, statedTrunks } from './stated-topology.ts';
import { torus } from './torus.ts';

/** What joins nodes, by name. */
export const topologies = {
  'rail-optimised': railOptimised,
  'fat-tree': fatTree,
  dragonfly,
  torus,
} as const satisfies Readonly<Record<string, (plan: TrunkPlan) => Trunks>>;
export type TopologyName = keyof typeof topologies;

/** One that has a name, or the switches and cables themselves. */
export type Topology = TopologyName | StatedTopology;

/** What joins the adapters of the nodes of a plan. */
export function trunksOf(topology: Topology, plan: TrunkPlan): Trunks {
  return typeof topology === 'string' ? topologies[topology](plan) : statedTrunks(topology, plan);
}
