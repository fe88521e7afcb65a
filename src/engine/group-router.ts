import { createStream } from '../base/random/stream.ts';
import type { CompiledScenario } from '../compile/compiled.ts';
import type { CompiledSites } from '../compile/sites.ts';
import { routers } from '../policy/routing/index.ts';
import type { RoutedSites, Router } from '../policy/routing/port.ts';
import { packing } from './replica/marginal-joules.ts';
import { contextFor, type EngineReplica } from './replica/port.ts';

/** The router among `replicas`, which serve one model, told which of them do not have it on their chips at first. */
export function createGroupRouter(
  { routing, groups, seed, sites, pools, workloads }: CompiledScenario,
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
    ...(sites &&
      routing.sites && { sites: sitesSeen(routing.sites, sites, replicas, { pools, workloads }) }),
    ...(routing.packTo === undefined ? {} : packing(contexts, routing.packTo)),
  });
  for (const [position, replica] of replicas.entries()) {
    router.onResident?.(position, replica.isWarm?.(group) ?? true);
  }
  return router;
}

/** Where a router sees `replicas`, and what of the sites each workload may use. */
function sitesSeen(
  options: NonNullable<CompiledScenario['routing']['sites']>,
  { names, ofPool, oneWaySeconds }: CompiledSites,
  replicas: readonly EngineReplica[],
  { pools, workloads }: Pick<CompiledScenario, 'pools' | 'workloads'>,
): RoutedSites {
  const siteOf = (index: number) =>
    ofPool[pools.findLastIndex(({ firstReplica }) => firstReplica <= index)]!;
  const near = names.map(() => 0);
  const ways = workloads.map((_, workload) => oneWaySeconds?.[workload] ?? near);
  return {
    ofReplica: replicas.map(({ index }) => siteOf(index)),
    oneWaySeconds: ways,
    inReach: ways.map((own, workload) => {
      const { ttftSeconds, e2eSeconds } = workloads[workload]!.slo;
      const most = Math.max(
        options.reach * Math.min(ttftSeconds, e2eSeconds),
        2 * Math.min(...own),
      );
      return own.map((seconds) => 2 * seconds <= most);
    }),
    fullAt: options.fullAt,
    tolerance: options.tolerance,
  };
}
