import type { Path } from '../document/tree.ts';
import type { Reporter } from '../reporter.ts';
import type { Pool } from '../scenario.ts';
import type { RawFacility } from '../schema/facility.ts';

/** Only air that leaves a rack as warm as its nodes made it comes back, and only to chips that breathe air. */
export function checkRecirculation(
  { rack, cooling }: Pick<RawFacility, 'rack' | 'cooling'>,
  pools: readonly { readonly pool: Pool; readonly path: Path }[],
  path: Path,
  reporter: Reporter,
): void {
  if (rack.recirculation === 'none') return;
  if (cooling.kind !== 'air') {
    const message = `${cooling.kind} takes the heat into water before it leaves the rack: no warm air comes back`;
    reporter.error(path, message, 'write recirculation: none, or cooling: {kind: air}');
    return;
  }
  for (const { pool, path: place } of pools) {
    const { kind } = pool.cooling ?? { kind: 'air' };
    if (kind === 'air') continue;
    const message = `chips under ${kind} breathe no air, and facility.rack.recirculation is followed`;
    const fix = 'write kind: air, or facility.rack.recirculation: none';
    reporter.error([...place, 'cooling', 'kind'], message, fix);
  }
}

/** Racks around some pools, and where the block of one of their keys is written: of a site, or of all of them. */
interface Racks {
  readonly facility: Pick<RawFacility, 'rack' | 'cooling'>;
  readonly pools: readonly { readonly pool: Pool }[];
  readonly placeOf: (key: 'rack') => Path;
}

/** Only chips whose heat is followed feel what comes back, in some place at least of all to which a block applies. */
export function checkIsFelt(places: readonly Racks[], reporter: Reporter): void {
  const felt = new Map<string, { readonly path: Path; readonly isFelt: boolean }>();
  for (const { facility, pools, placeOf } of places) {
    if (facility.rack.recirculation === 'none' || facility.cooling.kind !== 'air') continue;
    const path = [...placeOf('rack'), 'rack', 'recirculation'];
    const key = JSON.stringify(path);
    const isFelt = pools.some(({ pool }) => pool.cooling !== undefined);
    felt.set(key, { path, isFelt: isFelt || felt.get(key)?.isFelt === true });
  }
  for (const { path, isFelt } of felt.values()) {
    if (isFelt) continue;
    const message = 'nobody follows the heat of any chip here: what comes back changes nothing';
    reporter.warning(path, message, 'leave it out, or write pools[…].cooling: {kind: air}');
  }
}
