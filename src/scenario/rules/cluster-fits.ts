import { ClusterNodes } from '../../policy/placement/cluster-nodes.ts';
import { placements } from '../../policy/placement/index.ts';
import { type Cluster, nodesOf } from '../cluster.ts';
import type { Path } from '../document/tree.ts';
import { chipsOf, leastReplicas, placeLeast, requestOf, type StandingPlaces } from '../placing.ts';
import type { Reporter } from '../reporter.ts';
import type { Pool } from '../scenario.ts';

type Placed = { readonly pool: Pool; readonly path: Path };

/**
 * Every pool that stands fits, so do the others at their least, and nothing stands beside the cluster that does not know
 * of it.
 */
export function checkCluster(cluster: Cluster, pools: readonly Placed[], reporter: Reporter): void {
  for (const { pool, path } of pools) {
    refuseBeside(pool, path, reporter);
    checkOne(cluster, pool, path, reporter);
  }
  const least = placeLeast(
    pools.map(({ pool }) => pool),
    cluster,
  );
  for (const { pool, path } of pools) {
    const without = withoutPlace(least, pool);
    if (without === 0 || pool.autoscaling !== undefined) continue;
    const message = `${without} of ${pool.replicas} replicas find no place in the cluster`;
    const fix =
      'add nodes, use fewer replicas, or let the pool scale: what does not fit then waits';
    reporter.error([...path, 'replicas'], message, fix);
  }
  checkLeast(cluster, pools, least, reporter);
  checkQuotas(cluster, pools, reporter);
}

function withoutPlace(places: StandingPlaces, pool: Pool): number {
  return (places.get(pool.name) ?? []).filter((place) => place === null).length;
}

/** The replicas that pools keep at least have places beside each other, for none of these ever goes. */
function checkLeast(
  { nodes }: Cluster,
  pools: readonly Placed[],
  least: StandingPlaces,
  reporter: Reporter,
): void {
  for (const { pool, path } of pools) {
    const { autoscaling, accelerator } = pool;
    const without = withoutPlace(least, pool);
    const there = nodes.filter((node) => node.accelerator === accelerator.id);
    const size = Math.max(0, ...there.map(({ accelerators }) => accelerators));
    // what fits on no node is told by itself
    if (autoscaling === undefined || without === 0 || chipsOf(pool) > size) continue;
    const total = there.reduce((sum, { count, accelerators }) => sum + count * accelerators, 0);
    const kept = pools
      .filter((other) => other.pool.accelerator.id === accelerator.id)
      .reduce((sum, other) => sum + leastReplicas(other.pool) * chipsOf(other.pool), 0);
    const at = [...path, 'autoscaling', 'min'];
    const fix = 'add nodes, or let a pool do without replicas: min: 0';
    if (kept > total) {
      const message = `${without} of these replicas would never find a place: pools keep ${kept} ${accelerator.id} at least, the cluster has ${total}`;
      reporter.error(at, message, fix);
    } else {
      const message = `${without} of these replicas find no place beside those that other pools keep, as they are spread over the nodes`;
      reporter.warning(at, message, fix);
    }
  }
}

/** One replica has a place in an empty cluster, on one node: what its chips exchange goes over the links inside it. */
function checkOne(cluster: Cluster, pool: Pool, path: Path, reporter: Reporter): void {
  const request = requestOf(pool);
  const { tensor, pipeline, data } = pool.parallelism;
  const size = Math.max(
    0,
    ...cluster.nodes.flatMap(({ accelerator, accelerators }) =>
      accelerator === request.accelerator ? [accelerators] : [],
    ),
  );
  // more than the pool's own node has is told by the rule of its layout
  if (size > 0 && request.accelerators > size && request.accelerators <= pool.acceleratorsPerNode) {
    const layout = `tensor ${tensor} × pipeline ${pipeline}${data > 1 ? ` × data ${data}` : ''}`;
    const message = `a replica of ${layout} needs ${request.accelerators} accelerators of one node; nodes of the cluster have ${size}`;
    const fix = `use a layout of ${size} or less, or write cluster.nodes with accelerators: ${request.accelerators} or more`;
    reporter.error([...path, 'parallelism', 'tensor'], message, fix);
    return;
  }
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

/** Pools keep no more at least than their quota lets them. */
function checkQuotas({ quotas }: Cluster, pools: readonly Placed[], reporter: Reporter): void {
  for (const [i, quota] of quotas.entries()) {
    const own = pools.map(({ pool }) => pool).filter(({ name }) => quota.pools.includes(name));
    const held = own.reduce((sum, pool) => sum + leastReplicas(pool) * chipsOf(pool), 0);
    const path = ['cluster', 'quotas', i, 'accelerators'];
    if (held > quota.accelerators) {
      const scales = own.some(({ autoscaling }) => autoscaling !== undefined);
      const message = scales
        ? `these pools keep ${held} at least`
        : `pools that stand hold ${held}`;
      const fewer = scales ? 'use fewer replicas or a smaller min' : 'use fewer replicas';
      reporter.error(path, message, `write ${held} or more, or ${fewer}`);
    }
  }
}
