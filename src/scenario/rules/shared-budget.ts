import { leastCapWatts } from '../../physics/power.ts';
import type { Path } from '../document/tree.ts';
import type { SharedBudget } from '../power-budget.ts';
import type { Reporter } from '../reporter.ts';
import type { Pool } from '../scenario.ts';

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
  const sum = (of: (pool: Pool) => number) =>
    pools.reduce((total, pool) => total + boardsOf(pool) * of(pool), 0);
  const least = Math.ceil(sum(({ accelerator }) => leastCapWatts(accelerator)));
  const highest = sum(({ accelerator, power }) =>
    Math.min(accelerator.boardWatts, power?.capWatts ?? Infinity),
  );
  const boards = sum(() => 1);
  if (limitWatts < least) {
    const message = `${boards} boards need ${least} W to work at their lowest clock`;
    reporter.error([...path, 'budget'], message, `write ${least}W or more`);
  } else if (limitWatts >= highest) {
    const message = `the budget never binds: ${boards} boards draw ${Math.floor(highest)} W at most`;
    reporter.warning([...path, 'budget'], message, 'write less, or leave it out');
  }
}

function boardsOf({ parallelism, autoscaling, replicas }: Pool): number {
  const { tensor, pipeline, data } = parallelism;
  return (autoscaling?.max ?? replicas) * tensor * pipeline * data;
}

/** What of a pool does not go with a governor; null where nothing does not. */
function whatForbids({ engine, role, serves }: Pool): string | null {
  if (role === 'encode') return 'role encode';
  if (engine.stepTime !== null) return 'a stated step time';
  if (engine.kvCache === false) return 'no KV cache';
  if (engine.speculation !== undefined) return 'speculation';
  return serves.length > 1 ? 'several models' : null;
}
