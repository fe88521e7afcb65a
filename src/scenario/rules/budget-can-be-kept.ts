import { leastCapWatts } from '../../physics/power.ts';
import type { PoolRule } from './rule.ts';

/** A budget below what boards need at their lowest clock cannot be kept, and one above what they draw never binds. */
export const budgetCanBeKept: PoolRule = {
  involves: ['accelerator', 'power', 'replicas', 'parallelism', 'engine.stepTime', 'autoscaling'],
  check(pool, path, reporter) {
    const { powerBudget, accelerator, parallelism, engine } = pool;
    if (powerBudget === undefined) return;
    const at = [...path, 'power', 'governor'];
    if (engine.stepTime !== null) {
      const message = 'engine.stepTime says how long steps last, whatever the clock';
      reporter.error(at, message, 'leave one of the two out');
      return;
    }
    const { replicas, limitWatts } = powerBudget;
    // of racks: rack-governor.ts
    if (limitWatts === null) return;
    if (replicas !== null && replicas > pool.replicas) {
      const message = `the pool has ${pool.replicas} replicas`;
      reporter.error([...at, 'replicas'], message, 'write as many or fewer, or leave it out');
      return;
    }
    const { tensor, pipeline, data } = parallelism;
    const most = pool.autoscaling?.max ?? pool.replicas;
    const boards = (replicas ?? most) * tensor * pipeline * data;
    const least = Math.ceil(boards * leastCapWatts(accelerator));
    const highest = boards * Math.min(accelerator.boardWatts, pool.power?.capWatts ?? Infinity);
    if (limitWatts < least) {
      const message = `${boards} boards need ${least} W to work at their lowest clock`;
      reporter.error([...at, 'budget'], message, `write ${least}W or more`);
    } else if (limitWatts >= highest) {
      const message = `the budget never binds: ${boards} boards draw ${Math.floor(highest)} W at most`;
      reporter.warning([...at, 'budget'], message, 'write less, or governor: none');
    }
  },
};
