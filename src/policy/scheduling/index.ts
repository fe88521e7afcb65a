import { edf } from './edf.ts';
import { fcfs } from './fcfs.ts';
import type { HandleSpace } from './handle-space.ts';
import { longestPrefixMatch } from './longest-prefix-match.ts';
import { mlfq } from './mlfq.ts';
import type { Scheduler, SchedulerDefinition, SchedulerOptions } from './port.ts';
import { priority } from './priority.ts';
import { sjf } from './sjf.ts';
import { srpt } from './srpt.ts';
import { vtc } from './vtc.ts';
import { weightedFair } from './weighted-fair.ts';

/** Every order of admission to a batch by name. */
export const schedulers = {
  fcfs,
  priority,
  sjf,
  edf,
  srpt,
  mlfq,
  vtc,
  'weighted-fair': weightedFair,
  'longest-prefix-match': longestPrefixMatch,
} as const satisfies Record<string, SchedulerDefinition>;

export type SchedulerName = keyof typeof schedulers;

/** Makes a scheduler by name. */
export function createScheduler(
  name: SchedulerName,
  space: HandleSpace,
  options: SchedulerOptions,
): Scheduler {
  const definition: SchedulerDefinition = schedulers[name];
  return definition.create(space, options);
}

/** Whether an order goes by a guess of the answer's length. */
export function usesGuesses(name: SchedulerName): boolean {
  const definition: SchedulerDefinition = schedulers[name];
  return definition.guesses === true;
}
