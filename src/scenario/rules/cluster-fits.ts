import { ClusterNodes } from '../../policy/placement/cluster-nodes.ts';
import { placements } from '../../policy/placement/index.ts';
import { type Cluster, nodesOf } from '../cluster.ts';
import type { Path } from '../document/tree.ts';
import { chipsOf, placeStanding, requestOf } from '../placing.ts';
import type { Reporter } from '../reporter.ts';
import type { Pool } from '../scenario.ts';

type Placed = { readonly pool: Pool; readonly path: Path };

/** Every pool that stands fits, every other one could, and nothing stands beside the cluster that does not know of it. */
export function checkCluster(cluster: Cluster, pools: readonly Placed[], reporter: Reporter): void {
  for (const { pool, path } of pools) {
    refuseBeside(pool, path, reporter);
    checkOne(cluster, pool, path, reporter);
  }
  const standing = placeStanding(
    pools.map(({ pool }) => pool),
    cluster,
  );
  for (const { pool, path } of pools) {
    const without = (standing.get(pool.name) ?? []).filter((place) => place === null).length;
    if (without === 0) continue;
    const message = `${without} of ${pool.replicas} replicas find no place in the cluster`;
    const fix =
      'add nodes, use fewer replicas, or let the pool scale: what does not fit then waits';
    reporter.error([...path, 'replicas'], message, fix);
  }
  checkQuotas(cluster, pools, reporter);
}

/** One replica has a place in an empty cluster. */
function checkOne(cluster: Cluster, pool: Pool, path: Path, reporter: Reporter): void {
  const request = requestOf(pool);
  const empty = new ClusterNodes(nodesOf(cluster));
  if (empty.find(request, placements[cluster.placement]) !== null) return;
  const cores = request.cores > 0 ? ` and ${request.cores} cores` : '';
  const message = `no replica of ${request.accelerators} ${pool.accelerator.id}${cores} ever fits in the cluster`;
  reporter.error(path, message, 'add nodes with that chip, or use a smaller layout');
}

function refuseBeside(
  { accelerator, host, autoscaling, billing }: Pool,
  path: Path,
  reporter: Reporter,
) {
  const refuse = (key: string, what: string, fix: string) =>
    reporter.error([...path, key], `${what} in a cluster is not available in this version`, fix);
  if (accelerator.partOf !== undefined) {
    refuse('accelerator', 'part of a chip', 'use whole chips, or write cluster: none');
  }
  if (host !== undefined) {
    refuse('host', 'host stages of a pool', 'leave host.stages out, or write cluster: none');
  }
  if (autoscaling?.whenDown === 'idle') {
    const message = 'chips of a replica that is down are the cluster’s, not the pool’s';
    reporter.error([...path, 'autoscaling', 'whenDown'], message, 'write whenDown: off');
  }
  if (autoscaling !== undefined && billing?.billed === 'fleet') {
    const message = 'the most replicas that a pool may have are not the nodes of the cluster';
    reporter.error([...path, 'billing', 'billed'], message, 'write billed: up');
  }
}

/** Pools that stand hold no more than their quota lets them. */
function checkQuotas({ quotas }: Cluster, pools: readonly Placed[], reporter: Reporter): void {
  for (const [i, quota] of quotas.entries()) {
    const own = pools.filter(({ pool }) => quota.pools.includes(pool.name));
    const standing = own.filter(({ pool }) => pool.autoscaling === undefined);
    const held = standing.reduce((sum, { pool }) => sum + pool.replicas * chipsOf(pool), 0);
    const path = ['cluster', 'quotas', i, 'accelerators'];
    if (held > quota.accelerators) {
      const message = `pools that stand hold ${held}`;
      reporter.error(path, message, `write ${held} or more, or use fewer replicas`);
    }
  }
}
