import { HandleSpace } from './handle-space.ts';
import { createKeyedScheduler } from './keyed-scheduler.ts';
import type { SchedulerDefinition } from './port.ts';

/**
 * Shortest job first by the predicted length of the answer, equal guesses in order of push. Knows
 * no true length.
 */
export const sjf: SchedulerDefinition = {
  guesses: true,
  create: (space = new HandleSpace()) =>
    createKeyedScheduler((request) => request.predictedTokens, space),
};
