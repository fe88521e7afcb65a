import type { Path } from '../document/tree.ts';
import type { Reporter } from '../reporter.ts';
import type { Pool } from '../scenario.ts';

/** What a request costs is known only where the accelerators of every pool are billed. */
export function checkBillingOfAll(
  pools: readonly { readonly pool: Pool; readonly path: Path }[],
  reporter: Reporter,
): void {
  const billed = pools.find(({ pool }) => pool.billing !== undefined);
  if (billed === undefined) return;
  for (const { pool, path } of pools) {
    if (pool.billing !== undefined) continue;
    const message = `${billed.pool.name} is billed, and ${pool.name} is not: the cost would be that of a part of the fleet`;
    reporter.error([...path, 'billing'], message, 'add billing: {}, or billing: {price: 0 USD/h}');
  }
}
