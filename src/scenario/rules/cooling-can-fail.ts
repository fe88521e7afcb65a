import type { Path } from '../document/tree.ts';
import type { Reporter } from '../reporter.ts';
import type { Pool } from '../scenario.ts';

/** Cooling that fails warms chips, whose heat somebody must follow. Returns whether that is so. */
export function checkCoolingCanFail(pool: Pool, path: Path, reporter: Reporter): boolean {
  if (pool.cooling !== undefined) return true;
  const message = `the cooling of pool ${pool.name} fails, and nobody follows the heat of its chips`;
  reporter.error(path, message, `write pools[${pool.name}].cooling: {kind: air}`);
  return false;
}
