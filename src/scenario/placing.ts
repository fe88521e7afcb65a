import {
  ClusterNodes,
  type Holding,
  type PlaceRequest,
} from '../policy/placement/cluster-nodes.ts';
import { placements } from '../policy/placement/index.ts';
import { type Cluster, nodesOf } from './cluster.ts';
import type { Pool } from './scenario.ts';

/** Accelerators of a replica. */
export function chipsOf({ parallelism }: Pick<Pool, 'parallelism'>): number {
  return parallelism.tensor * parallelism.pipeline * parallelism.data;
}

/** Pools in order of who gets accelerators first: those that are named, then the others, by name. */
export function inPriority<P extends { readonly name: string }>(
  pools: readonly P[],
  { priority }: Pick<Cluster, 'priority'>,
): readonly P[] {
  const named = priority.flatMap((name) => pools.filter((pool) => pool.name === name));
  const others = pools.filter(({ name }) => !priority.includes(name));
  return [...named, ...others.sort((a, b) => (a.name < b.name ? -1 : 1))];
}

/** Where a pool's replicas are placed when the run starts; null for one that does not fit. */
export type StandingPlaces = ReadonlyMap<string, readonly (readonly Holding[] | null)[]>;

/**
 * Where the replicas of pools that stand are placed when the run starts, by name of the pool. They come before those of
 * pools that scale, in order of priority.
 */
export function placeStanding(pools: readonly Pool[], cluster: Cluster): StandingPlaces {
  const standing = pools.filter(({ autoscaling }) => !autoscaling);
  return placeAll(inPriority(standing, cluster), cluster);
}

/** Where the replicas would be placed that every pool keeps at least: those of pools that stand, then those that scale. */
export function placeLeast(pools: readonly Pool[], cluster: Cluster): StandingPlaces {
  const ordered = inPriority(pools, cluster);
  const standing = ordered.filter(({ autoscaling }) => !autoscaling);
  const scaling = ordered.filter(({ autoscaling }) => autoscaling);
  return placeAll([...standing, ...scaling], cluster);
}

/** Replicas that a pool has at any time: all of one that stands, the minimum of one that scales. */
export function leastReplicas({ replicas, autoscaling }: Pool): number {
  return autoscaling?.min ?? replicas;
}

function placeAll(pools: readonly Pool[], cluster: Cluster): StandingPlaces {
  const nodes = new ClusterNodes(nodesOf(cluster));
  return new Map(
    pools.map((pool) => {
      const places = Array.from({ length: leastReplicas(pool) }, () => {
        const place = nodes.find(requestOf(pool), placements[cluster.placement]);
        if (place !== null) nodes.take(place);
        return place;
      });
      return [pool.name, places];
    }),
  );
}

/** What a replica of a pool needs. */
export function requestOf(pool: Pool): PlaceRequest {
  return {
    accelerator: pool.accelerator.id,
    accelerators: chipsOf(pool),
    cores: pool.coresPerReplica ?? 0,
  };
}
