import { createStream } from '../base/random/stream.ts';
import type { CompiledScenario } from '../compile/compiled.ts';
import { routers } from '../policy/routing/index.ts';
import type { Router } from '../policy/routing/port.ts';
import { packing } from './replica/marginal-joules.ts';
import { contextFor, type EngineReplica } from './replica/port.ts';

/** The router among `replicas`, which serve one model, told which of them do not have it on their chips at first. */
export function createGroupRouter(
  { routing, groups, seed }: CompiledScenario,
  group: number,
  replication: number,
  replicas: readonly EngineReplica[],
): Router {
  const contexts = replicas.map((replica) => contextFor(replica, group));
  const router = routers[routing.policy].create({
    replicas: replicas.length,
    maxOutstanding:
      routing.queue === 'pool' ? routing.maxOutstandingPerReplica : Number.POSITIVE_INFINITY,
    source: createStream(seed, replication, 'routing', groups[group]!.model),
    loadFactor: routing.loadFactor,
    scorers: routing.scorers,
    affinity: routing.affinity,
    recordTokens: routing.recordTokens,
    coldCost: routing.coldCost,
    ...(routing.packTo === undefined ? {} : packing(contexts, routing.packTo)),
  });
  for (const [position, replica] of replicas.entries()) {
    router.onResident?.(position, replica.isWarm?.(group) ?? true);
  }
  return router;
}
