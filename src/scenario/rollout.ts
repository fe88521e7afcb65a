import type { Seconds } from '../base/units.ts';
import type { MonitorSpec } from '../policy/rollout/index.ts';
import type { ProgramSpec } from './thinking.ts';

/** One step of a roll-out: the share of the requests that the candidate gets, and how long at least. */
export interface RolloutStep {
  readonly share: number;
  readonly holdSeconds: Seconds;
}

/** When a candidate gets which share of the requests, and who judges it. */
export interface RolloutPlan {
  readonly kind: 'canary' | 'shadow';
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

/**
 * A candidate pool takes over from a stable one by shares of the traffic, or gets copies of it whose answers are thrown
 * away, while monitors judge it.
 */
export interface PoolRollout extends RolloutPlan {
  /** Names of the pools. */
  readonly from: string;
  readonly to: string;
}

/** Another strategy takes over the requests of a workload by shares, whose own holds both: see `ProgramSpec`. */
export interface StrategyRollout extends RolloutPlan {
  readonly workload: string;
}

export type RolloutSpec = PoolRollout | StrategyRollout;

/** Where a file says which strategy is to take over. */
export const candidatePath = ['rollout', 'strategy'] as const;

/**
 * Which of the versions between which a roll-out of strategies chooses, 0 the stable one, is one call of the workload's own
 * model: it is no program, its answers stream. Null where neither is, and of other programs.
 */
export function streamingVersion(program: ProgramSpec, own: string): 0 | 1 | null {
  if (program.kind !== 'rollout') return null;
  const version = program.tiers.findIndex((each) => isOwnCall(each, own));
  return version < 0 ? null : version === 0 ? 0 : 1;
}

/** Whether a program is one call of the workload's own model. */
export function isOwnCall(program: ProgramSpec, own: string): boolean {
  return program.kind === 'single' && (program.model ?? own) === own;
}
