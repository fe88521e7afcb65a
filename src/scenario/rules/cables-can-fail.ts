import type { Path } from '../document/tree.ts';
import type { Reporter } from '../reporter.ts';
import type { RawTop } from '../schema/top.ts';

/** From here on a failure that nobody sees is a surprise (assumed). */
const LIKELY = 0.01;
const HOUR = 3600;

/**
 * Cables that fail as seldom as real ones do, where nothing else is said, hardly do so in a short run. A horizon in
 * requests has no length yet: it counts as less than a day.
 */
export function checkCablesCanFail(
  failures: readonly { readonly path: Path }[],
  typical: { readonly cables: number; readonly hours: number },
  horizon: RawTop['horizon'],
  reporter: Reporter,
): void {
  const { cables, hours } = typical;
  const seconds = typeof horizon === 'object' ? horizon.duration : undefined;
  const expected = (cables * (seconds ?? 24 * HOUR)) / HOUR / hours;
  if (expected >= LIKELY) return;
  for (const { path } of failures) {
    const message = `each of ${cables} cables fails once in ${hours} h: none is likely to in this run`;
    reporter.warning(path, message, 'add mtbf, or at with the cable');
  }
}
