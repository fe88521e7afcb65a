import { fcfs } from './fcfs.ts';
import type { SchedulerDefinition } from './port.ts';
import { priority } from './priority.ts';
import { sjf } from './sjf.ts';

/** Every order of admission to a batch by name. */
export const schedulers = {
  fcfs,
  priority,
  sjf,
} as const satisfies Record<string, SchedulerDefinition>;

export type SchedulerName = keyof typeof schedulers;
