import type { Path } from '../document/tree.ts';
import type { SharedBudget } from '../power-budget.ts';
import type { Reporter } from '../reporter.ts';
import type { Pool } from '../scenario.ts';
import { boardsOf, checkBudgetBounds } from './budget-bounds.ts';
import { whySingleSteps } from './single-steps.ts';

/** A budget that pools share can be kept by boards whose clock means something, and may bind. */
export function checkSharedBudget(
  { limitWatts }: SharedBudget,
  pools: readonly Pool[],
  path: Path,
  reporter: Reporter,
): void {
  for (const pool of pools) {
    const what = whatForbids(pool);
    if (what === null) continue;
    const message = `pool ${pool.name} has ${what}, which is not available on boards under a power governor`;
    reporter.error(
      [...path, 'pools'],
      message,
      'name pools that have not, or leave the budget out',
    );
  }
  if (pools.some((pool) => whatForbids(pool) !== null)) return;
  const members = pools.map((pool) => ({ pool, boards: boardsOf(pool) }));
  checkBudgetBounds(limitWatts, members, path, reporter);
}

/** What of a pool does not go with a governor; null where nothing does not. */
function whatForbids({ engine, role, serves }: Pool): string | null {
  if (role === 'encode') return 'role encode';
  if (engine.stepTime !== null) return 'a stated step time';
  return whySingleSteps(engine) ?? (serves.length > 1 ? 'several models' : null);
}
