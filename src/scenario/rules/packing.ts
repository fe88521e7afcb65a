import { isOneShot } from '../../physics/kinds/one-shot-shape.ts';
import type { Reporter } from '../reporter.ts';
import { touches } from '../salvage.ts';
import type { Pool, Routing } from '../scenario.ts';

/** Requests that a replica of a pool runs at a time: as many as every data rank has slots for. */
export const slotsOf = ({ pool: { engine, parallelism } }: { readonly pool: Pool }): number =>
  engine.maxSequences * parallelism.data;

/** Pools that compete for the requests of a model: those that serve one that another serves, too. */
export function competingPools<T extends { readonly pool: Pool }>(
  pools: readonly T[],
): readonly T[] {
  return pools.filter((own) => {
    const refs = own.pool.serves.map(({ ref }) => ref);
    const shares = ({ pool }: T) => pool.serves.some(({ ref }) => refs.includes(ref));
    return pools.some((other) => other !== own && shares(other));
  });
}

/** Energy-aware routing compares decode steps: replicas without any cannot be compared. */
export function checkPacking(
  { policy, packTo = 0 }: Routing,
  pools: readonly { readonly pool: Pool; readonly wrong: readonly string[] }[],
  reporter: Reporter,
): void {
  if (policy !== 'energy-aware') return;
  const competing = new Set(competingPools(pools).map(({ pool }) => pool));
  for (const { pool, wrong } of pools) {
    const slots = slotsOf({ pool });
    if (
      competing.has(pool) &&
      packTo > slots &&
      !touches(wrong, ['engine', 'parallelism', 'accelerator'])
    ) {
      const message = `replicas of ${pool.name} take ${slots} requests at a time (engine.maxSequences), and may get ${packTo} before a dearer one gets any: the others wait while that one is idle`;
      reporter.warning(['routing', 'packTo'], message, `write packTo: ${slots} or less`);
    }
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
