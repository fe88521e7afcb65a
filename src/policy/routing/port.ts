import type { RandomSource } from '../../base/random/source.ts';
import type { RequestView } from '../request-view.ts';

/** No replica takes the request now. */
export const NONE = -1;

/**
 * Chooses a replica for each request among the `replicas` that serve its model (numbered from 0).
 * Keeps its own picture of their load, changed only through the `on…` calls; ties fall to the
 * lowest number unless the policy's definition says otherwise, so that the choice is free of
 * history. No call may cost more than O(log replicas).
 */
export interface Router {
  /**
   * The replica to send `request` to, or {@link NONE} when all have `maxOutstanding` requests or are not available.
   * Sends nothing itself.
   */
  route(request: RequestView): number;
  /** A request was sent to `replica`. */
  onSent(replica: number, request: RequestView): void;
  /**
   * A request that had been sent to `replica` ended there, whatever the outcome; `request` says the
   * same as at onSent.
   */
  onEnded(replica: number, request: RequestView): void;
  /**
   * A replica takes requests from now on, or takes no more: it failed, drains, or has not started. What was sent to it
   * stays sent until it ends. All are available at first; saying what is so already changes nothing.
   */
  onAvailable(replica: number, available: boolean): void;
  /**
   * The model's weights, or those of one of its adapters (adapter-key.ts), are on a replica's chips, or on their way there;
   * or they have left. At first all models are there, and no adapters.
   */
  onResident?(replica: number, resident: boolean, adapter?: number): void;
  /** A replica published its KV blocks in use (only for policies that ask for the signal). */
  onSignal?(replica: number, kvBlocksInUse: number): void;
  /** What a kilowatt-hour emits or costs at a site from now on (only for policies that ask for the signal); 0 at first. */
  onSite?(site: number, figure: number): void;
}

/** Where replicas stand, as far as a policy may know it. */
export interface RoutedSites {
  /** Number of the site of each replica. */
  readonly ofReplica: readonly number[];
  /** By workload and site: how long a request is on its way, one way. */
  readonly oneWaySeconds: readonly (readonly number[])[];
  /** By workload and site: whether the way there and back leaves enough of its latency targets; at least one does. */
  readonly inReach: readonly (readonly boolean[])[];
  /** Requests that each replica of a site has before the site counts as full. */
  readonly fullAt: number;
  /** A figure counts as the lowest where it is above it by no more than this share of it. */
  readonly tolerance: number;
}

/** What weighted-scorers adds up, each per unit. */
export interface ScorerWeights {
  /** Per request sent and not ended. */
  readonly queue: number;
  /** Per KV block in use, as last published. */
  readonly kv: number;
  /** Per prompt token of requests sent and not ended. */
  readonly promptTokens: number;
  /** Per token of the prompt's beginning that the replica was sent before, taken off. */
  readonly prefix: number;
  /** Where the request's adapter is on the replica's chips, taken off. */
  readonly adapter?: number | undefined;
}

/** When prefix-affinity goes by what replicas were sent before. */
export interface PrefixAffinity {
  /** Share of a prompt that a replica must have been sent, and more. */
  readonly cacheThreshold: number;
  /** Requests that the busiest replica may have more than the idlest, and how many times as many. */
  readonly balanceAbsThreshold: number;
  readonly balanceRelThreshold: number;
}

export interface RouterContext {
  readonly replicas: number;
  /**
   * A replica with this many requests sent and not ended takes no more; Infinity without a central
   * queue.
   */
  readonly maxOutstanding: number;
  readonly source: RandomSource;
  /** Most load of a replica ÷ mean load (consistent-hash); 1.25 where it is not said. */
  readonly loadFactor?: number | undefined;
  readonly scorers?: ScorerWeights | undefined;
  /** Of prefix-affinity. */
  readonly affinity?: PrefixAffinity | undefined;
  /** Tokens of texts that are remembered of each replica (prefix-affinity, weighted-scorers). */
  readonly recordTokens?: number | undefined;
  /** Joules that a token costs on each replica above what it takes idle (energy-aware). */
  readonly joulesPerToken?: readonly number[] | undefined;
  /** Requests that a replica has before a dearer one gets any (energy-aware). */
  readonly packTo?: number | undefined;
  /** Requests that a replica without the model's weights counts for beside its own (model-aware). */
  readonly coldCost?: number | undefined;
  /** Where the replicas stand (nearest, carbon-aware, price-aware); in one place where it is not said. */
  readonly sites?: RoutedSites | undefined;
}

export interface RouterDefinition {
  /** The signal that replicas must publish for this policy, or what it must know of the power of sites. */
  readonly signal: 'none' | 'kv-blocks' | 'gramsPerKwh' | 'usdPerKwh';
  create(context: RouterContext): Router;
}
