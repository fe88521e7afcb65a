import type { NodeCapacity } from '../policy/placement/cluster-nodes.ts';
import type { PlacementName } from '../policy/placement/index.ts';
import type { FailureKind, FailureSpec } from './failures.ts';

/** The nodes that replicas are placed on, and who gets them. */
export interface Cluster {
  readonly nodes: readonly (NodeCapacity & { readonly count: number })[];
  readonly placement: PlacementName;
  /** Most accelerators that these pools hold together. */
  readonly quotas: readonly { readonly pools: readonly string[]; readonly accelerators: number }[];
  /** Pools, the first served first; all others follow, by name. */
  readonly priority: readonly string[];
  /** Whether a pool that waits for accelerators has replicas of pools behind it drained. */
  readonly preemption: 'none' | 'drain';
}

/** Nodes one by one, in the order of the file. */
export function nodesOf({ nodes }: Pick<Cluster, 'nodes'>): readonly NodeCapacity[] {
  return nodes.flatMap(({ count, ...node }) => Array.from({ length: count }, () => node));
}

const ofNodes: readonly FailureKind[] = ['node', 'link', 'rack', 'power-feed', 'spot'];

/** Whether a failure of this kind befalls nodes of the cluster, whoever stands on them. */
export function befallsNodes(kind: FailureKind): boolean {
  return ofNodes.includes(kind);
}

/** Nodes of a cluster that each unit of such a kind consists of, in order of their numbers. */
export function nodeUnits(
  { kind, nodesPerRack, racksPerFeed }: Pick<FailureSpec, 'kind' | 'nodesPerRack' | 'racksPerFeed'>,
  cluster: Cluster,
): readonly (readonly number[])[] {
  const perUnit =
    kind === 'rack' ? nodesPerRack : kind === 'power-feed' ? nodesPerRack * racksPerFeed : 1;
  const nodes = [...nodesOf(cluster).keys()];
  const units = Array.from({ length: Math.ceil(nodes.length / perUnit) }, (_, unit) => unit);
  return units.map((unit) => nodes.slice(unit * perUnit, (unit + 1) * perUnit));
}
