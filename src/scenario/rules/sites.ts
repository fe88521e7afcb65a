import type { ResolvedWorkload } from '../check-across.ts';
import { closestName } from '../did-you-mean.ts';
import type { Path } from '../document/tree.ts';
import type { Reporter } from '../reporter.ts';
import { touches } from '../salvage.ts';
import type { Pool } from '../scenario.ts';
import type { RawTop } from '../schema/top.ts';
import { checkUniqueNames } from './unique-names.ts';

interface Parts {
  readonly workloads: readonly ResolvedWorkload[];
  readonly pools: readonly { readonly pool: Pool; readonly path: Path }[];
}

/** Whether sites are told apart: where there are several. */
export function isApart({ sites }: Pick<RawTop, 'sites'>): boolean {
  return sites.length > 1;
}

/**
 * Every pool stands in one site, and nothing that needs one place spans several. Whether pools are placed: their
 * facilities can be completed.
 */
export function checkSites(
  raw: RawTop,
  wrong: readonly string[],
  parts: Parts,
  reporter: Reporter,
): boolean {
  const { sites, facility } = raw;
  if (facility === 'none' && !touches(wrong, ['facility'])) {
    const message = 'sites are parts of a facility, and none is stated';
    reporter.error(['sites'], message, 'add facility: {}: what all of them have in common');
    return false;
  }
  const named = sites.map(({ name }, index) => ({ name, path: ['sites', index] }));
  checkUniqueNames(named, reporter);
  const arePlaced = checkPlaces(raw, parts, reporter);
  if (isApart(raw)) refuseAcross(raw, wrong, parts, reporter);
  return arePlaced;
}

/** Each pool is in one site. */
function checkPlaces({ sites }: RawTop, { pools }: Parts, reporter: Reporter): boolean {
  const siteOf = new Map<string, string>();
  const known = pools.map(({ pool }) => pool.name);
  let arePlaced = true;
  const refuse = (path: Path, message: string, fix: string) => {
    arePlaced = false;
    reporter.error(path, message, fix);
  };
  for (const [index, site] of sites.entries()) {
    for (const [place, pool] of site.pools.entries()) {
      const path = ['sites', index, 'pools', place];
      const other = siteOf.get(pool);
      if (!known.includes(pool)) {
        const near = closestName(pool, known) ?? `one of ${known.join(', ')}`;
        refuse(path, `there is no pool ${pool}`, `write ${near}`);
      } else if (other !== undefined) {
        const message = `pool ${pool} stands in ${other} already`;
        refuse(path, message, 'leave it out of one, or write a pool for each site');
      }
      siteOf.set(pool, site.name);
    }
  }
  for (const { pool, path } of pools) {
    if (siteOf.has(pool.name)) continue;
    const message = `pool ${pool.name} stands in no site`;
    refuse(path, message, `add ${pool.name} to the pools of one of sites`);
  }
  return arePlaced;
}

/** What needs one place for all pools. */
function refuseAcross(
  { sites, cluster, fabric, rollout, routing, budgets }: RawTop,
  wrong: readonly string[],
  { workloads, pools }: Parts,
  reporter: Reporter,
): void {
  const refuse = (path: Path, what: string, fix: string) => {
    if (touches(wrong, [path.filter((step) => typeof step === 'string').join('.')])) return;
    reporter.error(path, `${what} with several sites is not available in this version`, fix);
  };
  if (cluster !== 'none') refuse(['cluster'], 'a cluster', 'write cluster: none');
  if (fabric !== 'none' && fabric.topology !== 'none') {
    refuse(['fabric', 'topology'], 'a topology of switches', 'write topology: none');
  }
  if (rollout !== undefined && rollout !== 'none') {
    refuse(['rollout'], 'a roll-out', 'leave rollout out');
  }
  if (routing.queue === 'pool') {
    refuse(['routing', 'queue'], 'one central queue', 'write queue: replica');
  }
  for (const [index, budget] of budgets.entries()) {
    const own = sites.filter((site) => site.pools.some((pool) => budget.pools?.includes(pool)));
    if (budget.pools !== undefined && own.length < 2) continue;
    const message = `the pools of budget ${budget.name} stand in several sites, which share no power`;
    reporter.error(['budgets', index], message, 'write a budget for each site, with its pools');
  }
  for (const { pool, path } of pools) {
    if (pool.role === undefined) continue;
    const message = `role ${pool.role} with several sites is not available in this version`;
    reporter.error([...path, 'role'], message, 'write role: both');
  }
  for (const { workload, path, wrong: mistaken } of workloads) {
    for (const key of ['defer', 'hedge', 'task', 'strategy'] as const) {
      if (workload[key] === undefined || touches(mistaken, [key])) continue;
      const message = `${key} with several sites is not available in this version`;
      const fix = key === 'strategy' ? 'write strategy: {kind: single}' : `write ${key}: none`;
      reporter.error([...path, key], message, fix);
    }
  }
}
