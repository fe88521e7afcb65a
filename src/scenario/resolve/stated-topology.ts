import type { StatedTopology } from '../../physics/fabric/stated-topology.ts';
import type { RawTopology } from '../schema/topology.ts';

/** Nodes that all switches may name together; a node of eight adapters may hang on eight of them. */
export const MOST_PLACES = 200_000;

/** Switches and cables as the physics has them; of more places than are followed, the first (rules/stated-topology.ts refuses them). */
export function statedTopology({ switches, cables }: Exclude<RawTopology, string>): StatedTopology {
  let left = MOST_PLACES + 1;
  const expand = ([first, last]: readonly [number, number]): number[] => {
    const length = Math.min(last - first + 1, left);
    left -= length;
    return Array.from({ length }, (_, i) => first + i);
  };
  return {
    switches: switches.map(({ name, nodes, adapters }) => ({
      name,
      nodes: nodes.flatMap(expand),
      adapters,
    })),
    cables: cables.map(({ between, count, bandwidth, latency }) => ({
      between,
      count,
      bytesPerSecond: bandwidth ?? null,
      latencySeconds: latency,
    })),
  };
}
