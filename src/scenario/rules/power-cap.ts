import type { Path } from '../document/tree.ts';
import type { Reporter } from '../reporter.ts';
import type { Pool } from '../scenario.ts';

/** A cap that binds needs a governor, which this version has not; one at or above the board's limit changes nothing. */
export function checkPowerCap(pool: Pool, capWatts: number, path: Path, reporter: Reporter): void {
  const { boardWatts, name } = pool.accelerator;
  if (capWatts >= boardWatts) return;
  const message = `a cap below the ${boardWatts} W of ${name} is not available in this version`;
  const at = [...path, 'power', 'capPerAccelerator'];
  reporter.error(at, message, `leave it out or write ${boardWatts}W`);
}
