import type { AvailabilityTotals } from '../record/totals.ts';

/** What failures did, over the whole run. */
export interface Availability {
  /** Share of the replicas' time in which they served, 0 to 1. */
  readonly share: number | null;
  /** Times that a replica went down. */
  readonly interruptions: number;
  /** From going down until it served again, on average over those that came back. */
  readonly recoverySeconds: number | null;
  /** Requests that lost their replica, each as often as it did. */
  readonly lostRequests: number;
  /** Tokens made and thrown away with them, and the joules that had gone into those requests. */
  readonly lostTokens: number;
  readonly lostJoules: number;
  /** Cached tokens that were lost and had to be computed again. */
  readonly replayedTokens: number;
}

/** How the replicas of all pools that scale came and went, over the window. */
export interface ScalingSummary {
  /** Replicas that served, drained ones included; null without a window. */
  readonly meanReplicas: number | null;
  /** ∫ replicas that served dt, and that started. */
  readonly replicaSeconds: number;
  readonly startingSeconds: number;
  /** Starts that were begun. */
  readonly coldStarts: number;
  /** Time in which no replica of a pool served, summed over pools. */
  readonly zeroSeconds: number;
  /** Accelerators of the whole fleet × the time that they were held, idle, starting or busy. */
  readonly acceleratorSeconds: number;
}

/** What the nodes of the cluster gave away, over the window. */
export interface ClusterSummary {
  /** Share of its accelerators that replicas held. */
  readonly allocatedShare: number | null;
  /** Share that was free while replicas waited for more of that kind on one node, or for a quota: fragmentation. */
  readonly strandedShare: number | null;
  /** ∫ replicas that waited for a place dt, and how many began to. */
  readonly pendingSeconds: number;
  readonly pendingStarts: number;
  /** Replicas that were drained for pools before theirs. */
  readonly evictions: number;
  /** Images that nodes fetched. */
  readonly imagePulls: number;
}

/** Availability over the whole run. */
export function availabilityOf(totals: AvailabilityTotals): Availability {
  const { servingSeconds, replicaSeconds, recoverySeconds, recoveries } = totals;
  const { interruptions, lostRequests, lostTokens, lostJoules, replayedTokens } = totals;
  return {
    share: replicaSeconds > 0 ? servingSeconds / replicaSeconds : null,
    interruptions,
    recoverySeconds: recoveries > 0 ? recoverySeconds / recoveries : null,
    lostRequests,
    lostTokens,
    lostJoules,
    replayedTokens,
  };
}
