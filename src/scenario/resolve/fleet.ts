import type { Path } from '../document/tree.ts';
import type { Reporter } from '../reporter.ts';
import { touches } from '../salvage.ts';
import type { Scenario } from '../scenario.ts';
import type { RawTop } from '../schema/top.ts';
import { resolveBudgets } from './budgets.ts';
import { resolveCluster } from './cluster.ts';
import { resolveFabric } from './fabric.ts';
import { resolveFailures } from './failures.ts';
import type { ResolvedPool } from './pool.ts';

/** The nodes that pools stand on, the power that they share, and what befalls them. */
export function resolveFleet(
  raw: RawTop,
  wrong: readonly string[],
  parts: readonly (ResolvedPool & { readonly path: Path })[],
  reporter: Reporter,
): Pick<Scenario, 'budgets' | 'cluster' | 'failures' | 'fabric'> {
  const cluster = touches(wrong, ['cluster']) ? undefined : resolveCluster(raw, parts, reporter);
  const pools = parts.map(({ pool }) => pool);
  const failures = touches(wrong, ['failures', 'cluster'])
    ? []
    : resolveFailures(raw.failures, pools, cluster, reporter);
  const fabric = resolveFabric(raw, wrong, parts, reporter);
  const budgets = touches(wrong, ['budgets']) ? [] : resolveBudgets(raw.budgets, parts, reporter);
  return {
    ...(budgets.length > 0 && { budgets }),
    ...(cluster && { cluster }),
    ...(failures.length > 0 && { failures }),
    ...fabric,
  };
}
