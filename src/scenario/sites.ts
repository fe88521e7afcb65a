import type { Seconds } from '../base/units.ts';
import type { FacilitySpec } from './facility.ts';

/** One of several places where pools stand. */
export interface SiteSpec {
  readonly name: string;
  /** Names of its pools, in order. */
  readonly pools: readonly string[];
  /** The building around its pools alone. */
  readonly facility: FacilitySpec;
  /** By region of clients: what the way to the site takes, one way. */
  readonly latencySeconds: Readonly<Record<string, Seconds>>;
}

/** How requests find a site. */
export interface SiteRouting {
  /** Requests that each replica of a site has before the site counts as full. */
  readonly fullAt: number;
  /** Share of the tightest latency target that the way there and back may take. */
  readonly reach: number;
  /** A figure counts as the lowest where it is above it by no more than this share of it. */
  readonly tolerance: number;
}

/** The building around a pool; undefined where none is stated. */
export function facilityAround(
  { facility, sites }: { readonly facility?: FacilitySpec; readonly sites?: readonly SiteSpec[] },
  pool: string,
): FacilitySpec | undefined {
  return sites?.find(({ pools }) => pools.includes(pool))?.facility ?? facility;
}
