import type { Pool } from '../scenario/scenario.ts';
import type { CompiledPool } from './compiled.ts';

/** A replica's requests are prepared on the node of its first chip; replicas that share a node share its cores. */
export function compileHost(pool: Pool, chips: number): Pick<CompiledPool, 'host'> {
  if (pool.host === undefined) return {};
  const { cores, offload, stages } = pool.host;
  const replicasPerNode = Math.max(1, Math.floor(pool.acceleratorsPerNode / chips));
  return {
    host: {
      nodes: Math.ceil(pool.replicas / replicasPerNode),
      replicasPerNode,
      coresPerNode: cores,
      offload,
      before: stages.filter(({ when }) => when === 'before'),
      after: stages.filter(({ when }) => when === 'after'),
    },
  };
}
