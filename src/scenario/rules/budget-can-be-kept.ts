import { boardsOf, checkBudgetBounds } from './budget-bounds.ts';
import type { PoolRule } from './rule.ts';

/** A pool's own budget is kept by boards whose clock means something: see checkBudgetBounds. */
export const budgetCanBeKept: PoolRule = {
  involves: ['accelerator', 'power', 'replicas', 'parallelism', 'engine.stepTime', 'autoscaling'],
  check(pool, path, reporter) {
    const { powerBudget, parallelism, engine } = pool;
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
    const boards = replicas === null ? boardsOf(pool) : replicas * tensor * pipeline * data;
    checkBudgetBounds(limitWatts, [{ pool, boards }], at, reporter);
  },
};
