import type { ResolvedWorkload } from '../check-across.ts';
import type { Path } from '../document/tree.ts';
import { checkIsFelt } from '../rules/recirculation.ts';
import { checkNoRegions, checkSiteRouting, checkSites, isApart } from '../rules/sites.ts';
import { type Salvaged, touches } from '../salvage.ts';
import type { Scenario } from '../scenario.ts';
import type { RawFacility } from '../schema/facility.ts';
import type { RawSite } from '../schema/sites.ts';
import type { RawTop } from '../schema/top.ts';
import type { SiteSpec } from '../sites.ts';
import { surroundingsIn } from './cooling.ts';
import { completeFacility, type FacilityPool, resolveFacility } from './facility.ts';
import type { PoolContext } from './pool-context.ts';
import type { ThroughTimeContext } from './through-time.ts';

/** A site's facility: the blocks that it states (site-facility.ts has completed them), and the file's for the rest. */
function mergedFacility(facility: RawFacility, site: RawSite | undefined): RawFacility {
  const own = Object.entries(site?.facility ?? {}).filter(([, value]) => value !== undefined);
  return { ...facility, ...Object.fromEntries(own) };
}

/** What is around each pool, before sites and pools are judged. */
export function surroundings({ value, wrong }: Salvaged<RawTop>): PoolContext['surroundingsOf'] {
  const facility = value === null || touches(wrong, ['facility']) ? 'none' : value.facility;
  if (value === null || facility === 'none') return () => surroundingsIn(null);
  const sites = touches(wrong, ['sites']) ? [] : value.sites;
  return (pool) => {
    const site = sites.find(({ pools }) => pools.includes(pool));
    return surroundingsIn(mergedFacility(facility, site));
  };
}

/**
 * Completes the facility, or those of the sites. One site alone that no client is far from is the facility itself: the
 * scenario is the one without `sites`. Absent where none is stated, and after issues.
 */
export function resolvePremises(
  raw: RawTop,
  wrong: readonly string[],
  parts: {
    readonly workloads: readonly ResolvedWorkload[];
    readonly pools: readonly FacilityPool[];
  },
  context: ThroughTimeContext,
): Pick<Scenario, 'facility' | 'sites'> {
  const { facility, sites } = raw;
  const { pools } = parts;
  if (touches(wrong, ['sites'])) return {};
  checkSiteRouting(raw, wrong, context.reporter);
  if (sites.length === 0) checkNoRegions(parts, context.reporter);
  const arePlaced = sites.length === 0 || checkSites(raw, wrong, parts, context.reporter);
  if (!arePlaced) return {};
  if (sites.length === 0 || facility === 'none' || touches(wrong, ['facility'])) {
    return resolveFacility(facility, wrong, pools, context);
  }
  const places = sites.map((site, index) => ({
    site,
    facility: mergedFacility(facility, site),
    placeOf: (key: keyof RawFacility): Path =>
      key in site.facility ? ['sites', index, 'facility'] : ['facility'],
    pools: pools.filter(({ pool }) => site.pools.includes(pool.name)),
  }));
  checkIsFelt(places, context.reporter);
  const resolved = places.map(
    ({ site, facility: own, placeOf, pools: ownPools }): SiteSpec => ({
      name: site.name,
      pools: [...site.pools].sort(),
      facility: completeFacility(own, placeOf, ownPools, context),
      latencySeconds: site.latency,
    }),
  );
  const [only] = resolved;
  if (only !== undefined && !isApart(raw)) return { facility: only.facility };
  return { sites: resolved.sort((a, b) => (a.name < b.name ? -1 : 1)) };
}
