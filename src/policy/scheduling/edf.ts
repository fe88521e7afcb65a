import { HandleSpace } from './handle-space.ts';
import { createKeyedScheduler } from './keyed-scheduler.ts';
import type { SchedulerDefinition } from './port.ts';

/**
 * Earliest deadline first, equal ones in order of push; those without a deadline come last. A
 * deadline is the arrival plus the tightest of the workload's targets and timeouts. Never takes a
 * running request out of the batch.
 *
 * Source: C. L. Liu and J. W. Layland, Scheduling algorithms for multiprogramming in a hard
 * real-time environment, JACM 20(1), 1973.
 */
export const edf: SchedulerDefinition = {
  create: (space = new HandleSpace()) =>
    createKeyedScheduler((request) => request.deadlineSeconds, space),
};
