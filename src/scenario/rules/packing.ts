import { isOneShot } from '../../physics/kinds/one-shot-shape.ts';
import type { Reporter } from '../reporter.ts';
import { touches } from '../salvage.ts';
import type { Pool, Routing } from '../scenario.ts';

/** Energy-aware routing compares decode steps: replicas without any cannot be compared. */
export function checkPacking(
  { policy }: Routing,
  pools: readonly { readonly pool: Pool; readonly wrong: readonly string[] }[],
  reporter: Reporter,
): void {
  if (policy !== 'energy-aware') return;
  for (const { pool, wrong } of pools) {
    if (touches(wrong, ['serves', 'role'])) continue;
    const why = pool.serves.some(({ shape }) => isOneShot(shape))
      ? 'whose model answers in one shot'
      : pool.role === undefined
        ? null
        : `with role ${pool.role}`;
    if (why === null) continue;
    const message = `energy-aware is not available with a pool ${why} (${pool.name})`;
    reporter.error(['routing', 'policy'], message, 'write policy: least-outstanding');
  }
}
