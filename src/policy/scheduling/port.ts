import type { RequestView } from '../request-view.ts';
import type { HandleSpace } from './handle-space.ts';

/** The queue is empty. */
export const EMPTY = -1;

/** What the replica's prefix cache has, for an order that goes by it. */
export interface CachedPrefixes {
  /** Another number whenever a waiting request may find more, or less, than before. */
  readonly version: number;
  /** Tokens of a waiting request's prompt that the cache has, from the prompt's start on. */
  cachedTokens(handle: number): number;
}

/**
 * The order in which a replica's waiting requests are admitted to its batch. Holds handles (small
 * whole numbers, reused after removal). No call may cost more than O(log size). The order never
 * depends on the clock: what is first stays first until it leaves or something is pushed. A
 * scheduler with `service` is the one exception: what is first may change whenever somebody was
 * served, so it is asked only when all service is booked, and its peek and push may cost
 * O(tenants that wait).
 */
export interface Scheduler {
  readonly size: number;
  /** `unbookedSteps` steps have been run and not been told to `service` yet. */
  push(handle: number, request: RequestView, unbookedSteps?: number): void;
  /** The handle that is admitted next, or {@link EMPTY}. */
  peek(): number;
  /** Takes out the handle that peek() names. */
  pop(): number;
  /** Takes out any waiting handle (a client that gave up). */
  remove(handle: number): void;
  /** Present where the order depends on who was served. */
  readonly service?: ServiceLedger;
  /**
   * Present where the order depends on what is cached: called before anything is pushed, where there is a prefix cache.
   * Such a scheduler is asked when all steps are booked, and what is first may change with the cache's version.
   */
  attach?(prefixes: CachedPrefixes): void;
}

/**
 * Hears of the work that was done for handles that were popped. Handles keep their meaning until
 * they are pushed again.
 */
export interface ServiceLedger {
  /** Tokens beyond those of {@link onSteps} were made for a handle: its prompt's end makes one. */
  onServed(handle: number, promptTokens: number, tokensMade: number): void;
  /** From now on a handle makes a token in every step. */
  onJoined(handle: number): void;
  /** From now on it does not. */
  onLeft(handle: number): void;
  /** Steps were run, in each of which every joined handle made a token. */
  onSteps(steps: number): void;
}

/** What a scheduler may be told beyond its name. */
export interface SchedulerOptions {
  readonly fairness: {
    /** Whose shares are fair. */
    readonly by: 'tenant' | 'workload';
    /** What a token of a prompt and one of an answer count. */
    readonly promptWeight: number;
    readonly outputWeight: number;
    /** By number of the tenant or workload; those beyond have 1. */
    readonly shares: readonly number[];
  };
  /** Longest prompt of each level but the last, ascending. */
  readonly levelTokens: readonly number[];
}

/** Equal tenants; an answer's token counts twice, as in Sheng et al. 2024, section 5; one level. */
export const defaultOptions: SchedulerOptions = {
  fairness: { by: 'tenant', promptWeight: 1, outputWeight: 2, shares: [] },
  levelTokens: [],
};

export interface SchedulerDefinition {
  /** Whether the order goes by a guess of the answer's length. */
  readonly guesses?: boolean;
  /** `space` may be shared by queues of which a handle is in one at most; its own by default. */
  create(space?: HandleSpace, options?: SchedulerOptions): Scheduler;
}
