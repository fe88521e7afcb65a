import type { RequestView } from '../request-view.ts';
import type { HandleSpace } from './handle-space.ts';

/** The queue is empty. */
export const EMPTY = -1;

/**
 * The order in which a replica's waiting requests are admitted to its batch. Holds handles (small
 * whole numbers, reused after removal). No call may cost more than O(log size). The order never
 * depends on the clock: what is first stays first until it leaves or something is pushed.
 */
export interface Scheduler {
  readonly size: number;
  push(handle: number, request: RequestView): void;
  /** The handle that is admitted next, or {@link EMPTY}. */
  peek(): number;
  /** Takes out the handle that peek() names. */
  pop(): number;
  /** Takes out any waiting handle (a client that gave up). */
  remove(handle: number): void;
}

export interface SchedulerDefinition {
  /** `space` may be shared by queues of which a handle is in one at most; its own by default. */
  create(space?: HandleSpace): Scheduler;
}
