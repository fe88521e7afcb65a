import type { RouterName } from '../../policy/routing/index.ts';
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

/** Whether sites are told apart: where there are several, or clients are far from the only one. */
export function isApart({ sites }: Pick<RawTop, 'sites'>): boolean {
  return sites.length > 1 || sites.some(({ latency }) => isFar(latency));
}

function isFar(latency: Readonly<Record<string, number>>): boolean {
  return Object.values(latency).some((seconds) => seconds > 0);
}

/** Whether a routing policy chooses among sites. */
export function choosesSites(policy: RouterName): boolean {
  return policy === 'nearest' || policy === 'carbon-aware' || policy === 'price-aware';
}

/** Who chooses among sites has several, and something in which they differ. */
export function checkSiteRouting(
  { routing, sites, facility }: RawTop,
  wrong: readonly string[],
  reporter: Reporter,
): void {
  const { policy } = routing;
  if (!choosesSites(policy) || touches(wrong, ['routing', 'sites', 'facility'])) return;
  const at = ['routing', 'policy'];
  if (sites.length < 2) {
    const message = `${policy} chooses among sites, and there ${sites.length === 0 ? 'are none' : 'is one'}`;
    const fix = 'list sites: [{name: oregon, pools: [west]}, …], or write least-outstanding';
    reporter.error(at, message, fix);
    return;
  }
  if (policy === 'nearest') {
    if (sites.some(({ latency }) => isFar(latency))) return;
    const message = 'no client is far from any site: the first in order of name counts as nearest';
    reporter.warning(at, message, 'say what the ways take: sites[].latency: {europe: 40ms}');
    return;
  }
  const key = policy === 'carbon-aware' ? 'grid' : 'price';
  const shared = facility === 'none' ? null : facility.electricity[key];
  const all = sites.map((site) => site.facility.electricity?.[key] ?? shared);
  const common = facility === 'none' ? undefined : facility.startsAt;
  const clocks = new Set(sites.map((site) => site.facility.startsAt ?? common));
  const isSame = new Set(all.map((each) => JSON.stringify(each))).size === 1;
  if (!isSame || (clocks.size > 1 && all[0]?.kind !== 'constant')) return;
  const message = `the ${key} is the same at every site: ${policy} chooses the nearest`;
  reporter.warning(at, message, `write sites[].facility: {electricity: {${key}: …}}`);
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
  checkRegions(raw, parts, reporter);
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

/** Every site says how far it is from every region that a workload names, and no other. */
function checkRegions({ sites }: RawTop, { workloads }: Parts, reporter: Reporter): void {
  const regions = new Set(workloads.flatMap(({ workload: { region } }) => region ?? []));
  for (const [index, { name, latency }] of sites.entries()) {
    const at = ['sites', index, 'latency'];
    for (const region of regions) {
      if (latency[region] !== undefined) continue;
      const message = `nothing says how far ${name} is from the clients in ${region}`;
      reporter.error(at, message, `add ${region}: 40ms, or what its way takes`);
    }
    for (const region of Object.keys(latency)) {
      if (regions.has(region)) continue;
      const message = `no workload is in ${region}: its way changes nothing`;
      reporter.warning([...at, region], message, `write region: ${region} in a workload`);
    }
  }
  if (regions.size === 0) return;
  for (const { workload, path, wrong } of workloads) {
    if (workload.region !== undefined || touches(wrong, ['region'])) continue;
    const message = 'others say where their clients are: this workload must, too';
    reporter.error([...path, 'region'], message, `write one of ${[...regions].join(', ')}`);
  }
}

/** Without sites there is nothing to be far from. */
export function checkNoRegions({ workloads }: Parts, reporter: Reporter): void {
  for (const { workload, path } of workloads) {
    if (workload.region === undefined) continue;
    const message = 'without sites no client is far from anything';
    reporter.error([...path, 'region'], message, 'list sites with their latency, or leave it out');
  }
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
    reporter.error(path, `${what} beside sites is not available in this version`, fix);
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
    if (sites.length < 2 || (budget.pools !== undefined && own.length < 2)) continue;
    const message = `the pools of budget ${budget.name} stand in several sites, which share no power`;
    reporter.error(['budgets', index], message, 'write a budget for each site, with its pools');
  }
  for (const { pool, path } of pools) {
    if (pool.role === undefined) continue;
    const message = `role ${pool.role} beside sites is not available in this version`;
    reporter.error([...path, 'role'], message, 'write role: both');
  }
  for (const { workload, path, wrong: mistaken } of workloads) {
    if (workload.ladder !== undefined && !touches(mistaken, ['slo'])) {
      const message = 'a ladder beside sites is not available in this version';
      reporter.error([...path, 'slo', 'onMiss'], message, 'write onMiss: drop');
    }
    for (const key of ['defer', 'hedge', 'task', 'strategy'] as const) {
      if (workload[key] === undefined || touches(mistaken, [key])) continue;
      const message = `${key} beside sites is not available in this version`;
      const fix = key === 'strategy' ? 'write strategy: {kind: single}' : `write ${key}: none`;
      reporter.error([...path, key], message, fix);
    }
  }
}
