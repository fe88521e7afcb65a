import { type Cluster, nodesOf } from '../scenario/cluster.ts';
import { inPriority, requestOf } from '../scenario/placing.ts';
import type { Pool } from '../scenario/scenario.ts';
import { counted, whole } from './numbers.ts';

const placementTexts = {
  pack: 'on the fullest node that they fit on',
  spread: 'on the emptiest node that they fit on',
} as const;

/** The nodes of a cluster, who gets them first, and how many replicas of each pool they have room for by themselves. */
export function explainCluster(cluster: Cluster, pools: readonly Pool[]): readonly string[] {
  const { nodes, placement, quotas, priority, preemption } = cluster;
  const kinds = nodes.map(({ count, accelerators, accelerator, cores }) => {
    const each = `${whole(accelerators)} ${accelerator} and ${counted(cores, 'core')} each`;
    return `${counted(count, 'node')} of ${each}`;
  });
  const drains = preemption === 'drain' ? '; those before others have them drained' : '';
  return [
    kinds.join(', '),
    `replicas are placed ${placementTexts[placement]}`,
    ...(priority.length > 0
      ? [
          `first ${inPriority(pools, cluster)
            .map(({ name }) => name)
            .join(', then ')}${drains}`,
        ]
      : []),
    ...quotas.map(
      ({ pools: names, accelerators }) =>
        `${names.join(' and ')} hold at most ${counted(accelerators, 'accelerator')}`,
    ),
    ...pools.map(
      (pool) => `room for ${counted(roomFor(pool, cluster), 'replica')} of ${pool.name} alone`,
    ),
  ];
}

function roomFor(pool: Pool, cluster: Cluster): number {
  const { accelerator, accelerators, cores } = requestOf(pool);
  const own = nodesOf(cluster).filter((node) => node.accelerator === accelerator);
  const most = own.reduce((top, node) => Math.max(top, node.accelerators), 1);
  if (accelerators > most) return Math.floor(own.length / Math.ceil(accelerators / most));
  return own.reduce((sum, node) => {
    const byCores = cores > 0 ? Math.floor(node.cores / cores) : Number.POSITIVE_INFINITY;
    return sum + Math.min(Math.floor(node.accelerators / accelerators), byCores);
  }, 0);
}
