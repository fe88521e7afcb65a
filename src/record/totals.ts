import type { DeferralTotals } from './deferral-totals.ts';
import type { Charged, FacilityTotals } from './facility-totals.ts';
import type { HeatTotals } from './heat-totals.ts';
import type { LadderTotals } from './ladder-totals.ts';
import type { NetworkTotals } from './network-totals.ts';
import type { AdapterTotals, ResidencyTotals } from './residency-totals.ts';
import type { WithToolTotals } from './tool-totals.ts';

/**
 * Sums that the engine keeps over a run, beside the rows it records: what summary/ needs and no column can give.
 * `window` spans [end of warm-up, end of arrivals], the latter the duration where one is stated, else the last of them; the
 * whole run where all requests come at once.
 */
export interface RunTotals {
  readonly events: number;
  readonly simulatedSeconds: number;
  /** Requests by outcome code (record/outcome.ts); sums to offered. Per workload, in workload order. */
  readonly outcomes: readonly (readonly number[])[];
  readonly measured: readonly number[];
  /** Of an interrupted run, the instant of that. */
  readonly lastArrivalSeconds: number;
  readonly window: WindowTotals;
  /** Whole run: Σ joules of all request rows, idle and leaked joules, owned by nobody, and ∫ P dt. */
  readonly wholeRun: {
    readonly attributedJoules: number;
    readonly idleJoules: number;
    readonly leakedJoules: number;
    readonly totalJoules: number;
  };
  readonly backlog: BacklogSamples;
  /** Present where something befalls replicas. */
  readonly availability?: AvailabilityTotals;
  /** By pool, what its accelerators cost; present where they are rented. */
  readonly rental?: readonly PoolRental[];
  /** Present where power is budgeted. */
  readonly power?: PowerTotals;
  /** Present where a facility is stated: the whole run, what its requests were charged with, and the highest IT power. */
  readonly facility?: {
    readonly wholeRun: FacilityTotals;
    readonly charged: Charged;
    readonly mostItWatts: number;
  };
  /** Present where one pool takes over from another. */
  readonly rollout?: RolloutTotals;
  /** Present where requests were copied. */
  readonly copies?: CopyTotals;
  /** Present where models come and go. */
  readonly residency?: ResidencyTotals;
  /** Present where tenants have adapters. */
  readonly adapters?: AdapterTotals;
  /** Present where transfers flow over a graph of links. */
  readonly network?: NetworkTotals;
  /** Present where clients send requests once more. */
  readonly hedges?: HedgeTotals;
  /** Present where requests may wait for cleaner or cheaper power. */
  readonly deferral?: DeferralTotals;
  /** By workload, null where it has none; present where less is done when deadlines are missed. */
  readonly ladders?: readonly (LadderTotals | null)[];
  readonly accelerators: number;
  readonly preemptions: number;
  /** Of each pool; present where there are several. */
  readonly poolPreemptions?: readonly number[];
  /** Per pool, over its replicas: largest batch of one data rank, longest sequence and prompt that ran. */
  readonly reached: readonly {
    readonly sequences: number;
    readonly contextTokens: number;
    readonly promptTokens: number;
  }[];
}

/** What the accelerators of a pool cost. */
export interface PoolRental {
  readonly windowUsd: number;
  /** Of the whole run. */
  readonly totalUsd: number;
  /** Over the whole run, what the time of the steps of its replicas costs at the same price: what requests and copies own. */
  readonly stepUsd: number;
}

/** What budgets of power and the heat of chips came to, over the whole run. */
export interface PowerTotals {
  /** By replica, the time with boards held to less than their pool's own setting. */
  readonly slowedSeconds: readonly number[];
  /** Present where somebody asks for temperatures. */
  readonly heat?: HeatTotals;
  readonly budgets: readonly {
    readonly name: string;
    readonly policy: string;
    /** What the accelerators may draw, and the highest mean of what they did over the governor's window. */
    readonly limitWatts: number;
    readonly peakWatts: number;
    /** ∫ of what the mean was above the limit, and the longest time that it was. */
    readonly overshootJoules: number;
    readonly longestOvershootSeconds: number;
    /** Time with boards slowed down for it, and when that began; absent where it never did. */
    readonly governedSeconds: number;
    readonly firstGovernedSeconds?: number;
  }[];
}

/** What failures did, over the whole run. */
export interface AvailabilityTotals {
  /** Σ over replicas of the seconds in which they served, and of all. */
  readonly servingSeconds: number;
  readonly replicaSeconds: number;
  /** Times that a replica went down and came back, and Σ seconds from the one to the other. */
  readonly interruptions: number;
  readonly recoveries: number;
  readonly recoverySeconds: number;
  /** Requests that lost their replica, each as often as it did. */
  readonly lostRequests: number;
  /** Tokens made and thrown away with them, and joules that had gone into those requests. */
  readonly lostTokens: number;
  readonly lostJoules: number;
  /** Cached tokens that were lost and had to be computed again. */
  readonly replayedTokens: number;
}

/** What copies of requests took, whose answers nobody saw; their joules are among the attributed ones of the run. */
export interface CopyTotals {
  readonly requests: number;
  /** Times that one was sent to a replica. */
  readonly sent: number;
  /** Calls of programs that answered copies, each as often as it had a replica anew. */
  readonly calls: number;
  readonly joules: number;
  /** Where accelerators are rented: what their part of the time of steps cost; else 0. */
  readonly usd: number;
  readonly outputTokens: number;
  readonly preemptions: number;
  /** Of the joules, dollars and tokens, those of hedged requests that another copy answered. */
  readonly hedgeJoules: number;
  readonly hedgeUsd: number;
  readonly hedgeOutputTokens: number;
}

/** What clients came to who send a request once more when its first token does not come in time. */
export interface HedgeTotals {
  /** Per workload: requests that were sent more than once, and those whose first copy was not the quickest. */
  readonly hedged: number[];
  readonly won: number[];
  /** Copies that were sent beside the first. */
  copies: number;
}

/** What a roll-out came to. `stopped` and `passed` are those of shadows, which answer nobody. */
export type RolloutOutcome =
  | 'pending'
  | 'running'
  | 'promoted'
  | 'rolled-back'
  | 'passed'
  | 'stopped';

/** Of the requests that came while a roll-out ran, and had ended by the end of the run. */
export interface VersionTotals {
  readonly requests: number;
  readonly completed: number;
  /** Rejected, shed, expired or failed. */
  readonly errors: number;
  /** Did not meet every target. */
  readonly missed: number;
  readonly joules: number;
  /** What they used; NaN where nobody says what their pools cost. */
  readonly usd: number;
  /** Answers that a task judges, and those of them that were wrong. */
  readonly answers: number;
  readonly wrong: number;
}

export interface RolloutTotals {
  readonly kind: 'canary' | 'shadow';
  /** Numbers of the pools, or of the workload whose strategy is replaced. */
  readonly pools?: { readonly stable: number; readonly candidate: number };
  readonly workload?: number;
  readonly outcome: RolloutOutcome;
  readonly beganSeconds: number;
  /** Null where it was not over by the end of the run. */
  readonly decidedSeconds: number | null;
  /** Steps that were begun, checks that were made, and those that failed. */
  readonly steps: number;
  readonly checks: number;
  readonly failedChecks: number;
  /** Checks that did not fail but saw too few requests to tell; absent where none did. */
  readonly unsureChecks?: number;
  /** The monitor behind the last failed check, and the instant of the first. */
  readonly failedBy: string | null;
  readonly firstFailureSeconds: number | null;
  readonly stable: VersionTotals;
  /** With shadows, of the copies. */
  readonly candidate: VersionTotals;
  /** Requests for the model that came after the decision, and the instant of the last of all. */
  readonly cameAfter: number;
  readonly lastArrivalSeconds: number;
}

/** What the replicas of one pool, or of all, did in a window; units as there. */
export interface PoolWindow {
  readonly busySeconds: number;
  /** Σ over replicas of the time in which they served: the window's length, where they stand. */
  readonly replicaSeconds: number;
  readonly flops: number;
  readonly bytes: number;
  /** Peak FLOP/s and bytes/s × window length, over all chips: the denominators of MFU and MBU. */
  readonly peakFlops: number;
  readonly peakBytes: number;
  /** ∫ sequences in batch dt over busy time, and ∫ KV blocks in use dt, and KV blocks × time. */
  readonly sequenceSeconds: number;
  readonly kvBlockSeconds: number;
  readonly kvCapacityBlockSeconds: number;
}

export interface WindowTotals extends PoolWindow, WithToolTotals {
  readonly startSeconds: number;
  readonly endSeconds: number;
  /** The same of each pool; present where there are several. */
  readonly pools?: readonly PoolWindow[];
  /** Per workload. */
  readonly completions: readonly number[];
  readonly promptTokens: readonly number[];
  readonly outputTokens: readonly number[];
  /** Completions in the window that met every target, per workload. */
  readonly sloMet: readonly number[];
  readonly totalJoules: number;
  readonly idleJoules: number;
  /** Present where replicas come and go. */
  readonly scaling?: ScalingWindow;
  /** Present where replicas are placed on nodes. */
  readonly cluster?: ClusterTotals;
  /** With drafted tokens: sequences that decoded, Σ over steps, and tokens that they made; 0 where nobody drafts. */
  readonly verifications: number;
  readonly verifiedTokens: number;
  /** With prefix caches: tokens of prompts that were scheduled for the first time, and those of them that were there. */
  readonly queriedTokens: number;
  readonly foundTokens: number;
  /** Of the latter, those that were read from host memory, drives and the network. */
  readonly tierTokens: readonly number[];
  /** By tier, Σ over replicas of the time that it takes to read what it was asked for. */
  readonly tierSeconds: readonly number[];
  /** CPU cores, by pool and place, of pools with host stages; absent where no pool has any. */
  readonly host?: readonly HostTotals[];
  /** Present where a facility is stated. */
  readonly facility?: FacilityTotals;
}

/** What the CPU cores of a pool's nodes, or those that it offloads to, did. */
export interface HostTotals {
  readonly pool: number;
  readonly offloaded: boolean;
  /** Of all nodes together. */
  readonly cores: number;
  /** ∫ cores that work, or that nobody may have since somebody waits for more, dt. */
  readonly takenCoreSeconds: number;
  /** ∫ jobs that wait for cores, dt. */
  readonly waitingSeconds: number;
}

/** What a cluster gave away. */
export interface ClusterTotals {
  /** Accelerators × time: all, those that no replica held, and those of them that replicas waited for in vain meanwhile. */
  readonly acceleratorSeconds: number;
  readonly freeAcceleratorSeconds: number;
  readonly strandedAcceleratorSeconds: number;
  /** ∫ replicas that wait for a place dt. */
  readonly pendingSeconds: number;
  /** Replicas that had to wait for a place, replicas that were drained for others, and images that nodes fetched. */
  readonly pendingStarts: number;
  readonly evictions: number;
  readonly imagePulls: number;
}

/** What the replicas of all pools that scale did in the window. */
export interface ScalingWindow {
  /** ∫ replicas that serve dt, and that start. */
  readonly servingSeconds: number;
  readonly startingSeconds: number;
  /** Time in which no replica of a pool served, summed over pools. */
  readonly zeroSeconds: number;
  /** Starts that were begun. */
  readonly coldStarts: number;
  /** Accelerators of the whole fleet × the time that they were held: all but those of replicas that are down and off. */
  readonly acceleratorSeconds: number;
}

/** Backlog at equal counts of arrivals over the second half of the arrivals. */
export interface BacklogSamples {
  readonly timeSeconds: readonly number[];
  /** Requests that wait, everywhere. */
  readonly waiting: readonly number[];
  /** By pool, those that wait for its replicas; present where there are several. */
  readonly poolWaiting?: readonly (readonly number[])[];
  /** Sequences that run, everywhere. */
  readonly running: readonly number[];
  /** Completions until then. */
  readonly completions: readonly number[];
}
