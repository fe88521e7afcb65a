import { HandleSpace } from './handle-space.ts';
import { createKeyedScheduler } from './keyed-scheduler.ts';
import type { SchedulerDefinition } from './port.ts';

/**
 * The highest priority number first, equal ones in order of push. Never takes a running request out
 * of the batch.
 */
export const priority: SchedulerDefinition = {
  create: (space = new HandleSpace()) =>
    createKeyedScheduler((request) => -request.priority, space),
};
