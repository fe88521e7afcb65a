import { HandleSpace } from './handle-space.ts';
import { createKeyedScheduler } from './keyed-scheduler.ts';
import type { SchedulerDefinition } from './port.ts';

/**
 * Shortest remaining work first among those that wait: prompt + predicted answer, equal ones in
 * order of push. Of a request that was never scheduled all remains; those that lost their blocks go
 * ahead of the order, as under every scheduler. Running requests are never taken out for a shorter
 * one: without preemption the least remaining time is the least total.
 *
 * Source: L. Schrage, A proof of the optimality of the shortest remaining processing time
 * discipline, Operations Research 16(3), 1968.
 */
export const srpt: SchedulerDefinition = {
  guesses: true,
  create: (space = new HandleSpace()) =>
    createKeyedScheduler((request) => request.promptTokens + request.predictedTokens, space),
};
