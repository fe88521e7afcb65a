import { highestClocks } from '../../catalog/index.ts';
import type { Accelerator } from '../../physics/data-sheets.ts';
import { leastBatchCapWatts } from '../../physics/kinds/batch-cost.ts';
import type { OneShotProfile } from '../../physics/kinds/one-shot-profile.ts';
import { leastCapWatts, lowestClock, type PowerSetting } from '../../physics/power.ts';
import type { Path } from '../document/tree.ts';
import type { Reporter } from '../reporter.ts';
import type { RawPool } from '../schema/pool.ts';

/**
 * What a pool's boards are held to; undefined where that is nothing: no lock, and no cap or one that is no lower than
 * the board's own limit. `oneShot` is the profile of a pool that answers in one shot; `path` is the block's.
 */
export function resolvePower(
  raw: RawPool['power'],
  accelerator: Accelerator,
  oneShot: OneShotProfile | null,
  path: Path,
  reporter: Reporter,
): PowerSetting | undefined {
  const clock = resolveClock(raw.clock ?? 1, accelerator, [...path, 'clock'], reporter);
  const capped = raw.capPerAccelerator < accelerator.boardWatts;
  if (raw.capPerAccelerator > accelerator.boardWatts && Number.isFinite(raw.capPerAccelerator)) {
    const limit = Math.floor(accelerator.boardWatts);
    const message = `the cap never binds: ${accelerator.name} draws ${limit} W at most`;
    reporter.warning(
      [...path, 'capPerAccelerator'],
      message,
      `write less than ${limit}W, or leave it out`,
    );
  }
  if (!capped) return clock === 1 ? undefined : { capWatts: Number.POSITIVE_INFINITY, clock };
  const capWatts = raw.capPerAccelerator;
  const least = Math.ceil(
    oneShot === null ? leastCapWatts(accelerator) : leastBatchCapWatts(accelerator, oneShot),
  );
  if (capWatts < least) {
    const message = `${accelerator.name} needs ${least} W to work at its lowest clock, ${lowestClock} of the highest`;
    const fix = `write ${least}W or more; its board's own limit is ${accelerator.boardWatts} W`;
    reporter.error([...path, 'capPerAccelerator'], message, fix);
    return undefined;
  }
  return { capWatts, clock };
}

/** As a share of the highest clock; 1 after an issue. */
function resolveClock(
  given: number,
  { id, name }: Accelerator,
  path: Path,
  reporter: Reporter,
): number {
  const highest = highestClocks[id.replace(/-custom$/, '')]?.[0];
  if (given > 1 && highest === undefined) {
    const message = `the catalog does not know the highest clock of ${name}`;
    reporter.error(path, message, 'write the clock as a share of the highest, such as 80%');
    return 1;
  }
  const share = given > 1 && highest !== undefined ? given / highest : given;
  const inMegahertz = (of: number) =>
    highest === undefined ? `${of}` : `${of} (${Math.round((of * highest) / 1e6)}MHz)`;
  if (share > 1) {
    const message = `the highest clock of ${name} is ${Math.round((highest ?? 0) / 1e6)} MHz`;
    reporter.error(path, message, 'write that or less, or leave it out');
    return 1;
  }
  if (share < lowestClock) {
    const message = `the lowest clock is ${inMegahertz(lowestClock)} of the highest`;
    reporter.error(path, message, `write ${inMegahertz(lowestClock)} or more`);
    return 1;
  }
  return share;
}
