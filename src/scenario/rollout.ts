import type { Seconds } from '../base/units.ts';
import type { MonitorSpec } from '../policy/rollout/index.ts';

/** One step of a roll-out: the share of the requests that the candidate gets, and how long at least. */
export interface RolloutStep {
  readonly share: number;
  readonly holdSeconds: Seconds;
}

/**
 * A candidate pool takes over from a stable one by shares of the traffic, or gets copies of it whose answers are thrown
 * away, while monitors judge it.
 */
export interface RolloutSpec {
  readonly kind: 'canary' | 'shadow';
  /** Names of the pools. */
  readonly from: string;
  readonly to: string;
  readonly atSeconds: Seconds;
  readonly steps: readonly RolloutStep[];
  /** Whether all requests of a session go to one version at a time. */
  readonly sticksTo: 'session' | 'request';
  readonly checks: {
    readonly intervalSeconds: Seconds;
    /** How old what monitors see is. */
    readonly scrapeDelaySeconds: Seconds;
    readonly windowSeconds: Seconds;
    readonly minRequests: number;
    /** Failed checks that are borne: one more rolls back. */
    readonly failureLimit: number;
  };
  readonly monitors: readonly MonitorSpec[];
}
