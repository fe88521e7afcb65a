import type { FacilitySpec } from './facility.ts';

/** One of several places where pools stand. */
export interface SiteSpec {
  readonly name: string;
  /** Names of its pools, in order. */
  readonly pools: readonly string[];
  /** The building around its pools alone. */
  readonly facility: FacilitySpec;
}

/** The building around a pool; undefined where none is stated. */
export function facilityAround(
  { facility, sites }: { readonly facility?: FacilitySpec; readonly sites?: readonly SiteSpec[] },
  pool: string,
): FacilitySpec | undefined {
  return sites?.find(({ pools }) => pools.includes(pool))?.facility ?? facility;
}
