import { accelerators } from '../../catalog/index.ts';
import type { Accelerator } from '../../physics/data-sheets.ts';
import type { Cluster } from '../cluster.ts';
import type { Path } from '../document/tree.ts';
import type { Reporter } from '../reporter.ts';
import { checkCluster } from '../rules/cluster-fits.ts';
import { touches } from '../salvage.ts';
import type { RawTop } from '../schema/top.ts';
import type { ResolvedPool } from './pool.ts';

const catalog: Readonly<Record<string, Accelerator>> = accelerators;

/** Keys of a pool that its places depend on. */
const layout = ['accelerator', 'parallelism', 'replicas', 'autoscaling', 'node', 'serves'];

/** Completes the cluster; undefined where there is none. */
export function resolveCluster(
  { cluster: raw, facility }: Pick<RawTop, 'cluster' | 'facility'>,
  parts: readonly (ResolvedPool & { readonly path: Path })[],
  reporter: Reporter,
): Cluster | undefined {
  if (raw === 'none') return undefined;
  const path = ['cluster'];
  const pools = parts.map(({ pool }) => pool);
  if (facility !== 'none') {
    const message = 'a cluster in a facility is not available in this version';
    reporter.error(path, message, 'write facility: none, or cluster: none');
  }
  const known = (names: readonly string[], at: Path) => {
    for (const [i, name] of names.entries()) {
      if (pools.some((pool) => pool.name === name)) continue;
      const fix = `use one of ${pools.map((pool) => pool.name).join(', ')}`;
      reporter.error([...at, i], `there is no pool ${name}`, fix);
    }
  };
  const { placement, quotas = [], priority = [], preemption } = raw;
  for (const [i, quota] of quotas.entries()) known(quota.pools, [...path, 'quotas', i, 'pools']);
  known(priority, [...path, 'priority']);
  if (preemption === 'drain' && priority.length === 0) {
    const message = 'no pool comes before another one: nobody would be drained';
    reporter.error([...path, 'preemption'], message, 'name pools in priority, the first one first');
  }
  const nodes = raw.nodes.map(({ count, cores, ...node }, i) => {
    const accelerator = node.accelerator ?? pools[0]?.accelerator.id ?? '';
    const own = pools.find((pool) => pool.accelerator.id === accelerator);
    const chips = own?.acceleratorsPerNode ?? catalog[accelerator]?.chipsPerNode ?? 1;
    const at = [...path, 'nodes', i];
    if (node.accelerator === undefined) reporter.useDefault([...at, 'accelerator'], accelerator);
    if (node.accelerators === undefined) reporter.useDefault([...at, 'accelerators'], chips);
    return { count, cores, accelerator, accelerators: node.accelerators ?? chips };
  });
  const cluster = { nodes, placement, quotas, priority, preemption };
  const isKnown = parts.every(({ wrong }) => !touches(wrong, layout));
  if (isKnown) checkCluster(cluster, parts, reporter);
  return cluster;
}
