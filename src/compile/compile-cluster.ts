import { type Cluster, nodesOf } from '../scenario/cluster.ts';
import { inPriority, requestOf } from '../scenario/placing.ts';
import type { Pool } from '../scenario/scenario.ts';
import type { CompiledCluster } from './compiled.ts';

/** Names pools by their numbers, and puts them in order of who is served first. */
export function compileCluster(cluster: Cluster, pools: readonly Pool[]): CompiledCluster {
  const numberOf = (name: string) => pools.findIndex((pool) => pool.name === name);
  const classOf = (name: string) => {
    const at = cluster.priority.indexOf(name);
    return at < 0 ? cluster.priority.length : at;
  };
  return {
    nodes: nodesOf(cluster),
    placement: cluster.placement,
    quotas: cluster.quotas.map(({ pools: names, accelerators }) => ({
      pools: names.map(numberOf),
      accelerators,
    })),
    order: inPriority(pools, cluster).map(({ name }) => numberOf(name)),
    classes: pools.map(({ name }) => classOf(name)),
    drains: cluster.preemption === 'drain',
    requests: pools.map(requestOf),
    images: pools.map(({ engine }) => engine.profile),
  };
}
