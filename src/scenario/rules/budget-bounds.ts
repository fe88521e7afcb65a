import { thermalLimits } from '../../catalog/cooling/index.ts';
import { leakedShare } from '../../physics/leakage.ts';
import { leastCapWatts } from '../../physics/power.ts';
import type { Path } from '../document/tree.ts';
import type { Reporter } from '../reporter.ts';
import type { Pool } from '../scenario.ts';

/** Boards of a pool, those that it may scale to included. */
export function boardsOf({ parallelism, autoscaling, replicas }: Pool): number {
  const { tensor, pipeline, data } = parallelism;
  return (autoscaling?.max ?? replicas) * tensor * pipeline * data;
}

/** A budget below what boards need at their lowest clock cannot be kept, and one above what they draw never binds. */
export function checkBudgetBounds(
  limitWatts: number,
  members: readonly { readonly pool: Pool; readonly boards: number }[],
  at: Path,
  reporter: Reporter,
): void {
  const sum = (of: (pool: Pool) => number) =>
    members.reduce((total, { pool, boards }) => total + boards * of(pool), 0);
  const boards = sum(() => 1);
  const least = Math.ceil(sum((pool) => leastCapWatts(pool.accelerator) * (1 + leaksAtMost(pool))));
  const highest = sum(({ accelerator, power }) =>
    Math.min(accelerator.boardWatts, power?.capWatts ?? Infinity),
  );
  if (limitWatts < least) {
    const message = `${boards} boards need ${least} W to work at their lowest clock`;
    reporter.error([...at, 'budget'], message, `write ${least}W or more`);
  } else if (limitWatts >= highest) {
    const message = `the budget never binds: ${boards} boards draw ${Math.floor(highest)} W at most`;
    reporter.warning([...at, 'budget'], message, 'write less, or leave it out');
  }
}

/** Of what steps draw, what chips leak beyond it when they are so hot that they would go off. */
export function leaksAtMost({ cooling, accelerator }: Pool): number {
  if (cooling?.leakage === undefined) return 0;
  const [{ shutdownCelsius: mostCelsius }] = thermalLimits(accelerator.id);
  return leakedShare({ ...cooling.leakage, mostCelsius }, mostCelsius);
}
