import type { Path } from '../document/tree.ts';
import type { Reporter } from '../reporter.ts';
import { checkIdealFreesSomething } from '../rules/ideal-frees-something.ts';
import { checkToolsAreThere, type ToolUser } from '../rules/tools-are-there.ts';
import { touches } from '../salvage.ts';
import type { Scenario } from '../scenario.ts';
import type { RawTop } from '../schema/top.ts';
import { resolveBudgets } from './budgets.ts';
import { resolveCluster } from './cluster.ts';
import { resolveFabric } from './fabric.ts';
import { resolveFailures } from './failures.ts';
import type { ResolvedPool } from './pool.ts';
import { resolveTools } from './tools.ts';

/** The nodes that pools stand on, the power that they share, what befalls them, and the tools beside them. */
export function resolveFleet(
  raw: RawTop,
  wrong: readonly string[],
  {
    pools: parts,
    workloads,
  }: {
    readonly pools: readonly (ResolvedPool & { readonly path: Path })[];
    readonly workloads: readonly ToolUser[];
  },
  reporter: Reporter,
): Pick<Scenario, 'budgets' | 'cluster' | 'failures' | 'fabric' | 'tools'> {
  const cluster = touches(wrong, ['cluster']) ? undefined : resolveCluster(raw, parts, reporter);
  const pools = parts.map(({ pool }) => pool);
  const failures = touches(wrong, ['failures', 'cluster'])
    ? []
    : resolveFailures(raw.failures, pools, cluster, raw.facility !== 'none', reporter);
  const fabric = resolveFabric(raw, wrong, parts, reporter);
  const budgets = touches(wrong, ['budgets']) ? [] : resolveBudgets(raw.budgets, parts, reporter);
  const tools = touches(wrong, ['tools']) ? [] : resolveTools(raw.tools, reporter);
  const { rollout = 'none' } = raw;
  const known = rollout === 'none' ? {} : (rollout.strategy ?? {});
  const candidate = touches(wrong, ['rollout']) ? null : known;
  if (!touches(wrong, ['tools'])) checkToolsAreThere(workloads, tools, candidate, reporter);
  if (!touches(wrong, ['ideal', 'fabric', 'sites', 'routing', 'failures'])) {
    checkIdealFreesSomething(raw, pools, failures, reporter);
  }
  return {
    ...(budgets.length > 0 && { budgets }),
    ...(cluster && { cluster }),
    ...(failures.length > 0 && { failures }),
    ...fabric,
    ...(tools.length > 0 && { tools }),
  };
}
