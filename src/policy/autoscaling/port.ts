/** How fast replicas may be added or removed within `periodSeconds`: the larger of the two steps (HPA behaviour). */
export interface ScalingPace {
  /** Share of the replicas that stood at the start of the period. */
  readonly share: number;
  readonly replicas: number;
  readonly periodSeconds: number;
}

/** What the Kubernetes autoscaler does with each recommendation before it becomes a number of replicas. */
export interface ScalingBehavior {
  /** Metric ÷ target within 1 ± this changes nothing. */
  readonly tolerance: number;
  /** Most careful recommendation of this long is followed, on the way down and on the way up. */
  readonly downStabilizationSeconds: number;
  readonly upStabilizationSeconds: number;
  readonly up: ScalingPace;
  readonly down: ScalingPace;
}

/** From second `atSeconds` of each period on, this many replicas. */
export interface ScheduledReplicas {
  readonly atSeconds: number;
  readonly replicas: number;
}

export type AutoscalingSpec =
  /** Keeps the number of replicas. */
  | { readonly policy: 'none' }
  /** Keeps a mean utilisation per replica (Kubernetes HPA). */
  | {
      readonly policy: 'target-utilization';
      readonly metric: 'busy' | 'kv-cache';
      readonly target: number;
      readonly behavior: ScalingBehavior;
    }
  /** Keeps a number of queued requests per replica (KEDA); 0 replicas after `cooldownSeconds` without any. */
  | {
      readonly policy: 'queue-length';
      readonly target: number;
      readonly cooldownSeconds: number;
      readonly behavior: ScalingBehavior;
    }
  /** Keeps a number of requests in flight per replica, with a panic mode and scale to zero (Knative KPA). */
  | {
      readonly policy: 'concurrency-target';
      /** Requests in flight that one replica takes; `targetShare` of it is aimed at. */
      readonly concurrency: number;
      readonly targetShare: number;
      readonly stableSeconds: number;
      readonly panicSeconds: number;
      /** Desired ÷ ready replicas at which panic begins. */
      readonly panicThreshold: number;
      /** Most growth and shrinkage of one decision, as a factor of the ready replicas. */
      readonly maxUpRate: number;
      readonly maxDownRate: number;
      readonly graceSeconds: number;
    }
  /** Keeps a number of ongoing requests per replica, with delays (Ray Serve). */
  | {
      readonly policy: 'ongoing-requests';
      readonly target: number;
      readonly lookBackSeconds: number;
      readonly upDelaySeconds: number;
      readonly downDelaySeconds: number;
      readonly upFactor: number;
      readonly downFactor: number;
    }
  /** Adds replicas while too few requests meet their targets, removes them once enough do with room to spare. */
  | {
      readonly policy: 'slo-driven';
      readonly attainment: number;
      readonly windowSeconds: number;
      /** Share of the replicas that one breach adds. */
      readonly step: number;
      /** Calm that must pass after a breach or a removal until the next removal. */
      readonly calmSeconds: number;
      /** A removal may bring the load of a replica up to this share of the load at which targets were last missed. */
      readonly margin: number;
    }
  /** Replicas by the clock. */
  | {
      readonly policy: 'schedule';
      readonly periodSeconds: number;
      readonly steps: readonly ScheduledReplicas[];
    }
  /** Replicas for the arrivals that past arrivals foretell. */
  | {
      readonly policy: 'forecast';
      readonly method: 'holt-winters' | 'seasonal-naive';
      /** Arrivals are counted over buckets this long. */
      readonly bucketSeconds: number;
      /** Season of the arrivals; Infinity without one (holt-winters alone). */
      readonly seasonSeconds: number;
      /** How far ahead the forecast looks; null = as far as a replica takes to start. */
      readonly leadSeconds: number | null;
      /** Arrivals per second that one replica serves. */
      readonly ratePerReplica: number;
      /** Room above the forecast. */
      readonly headroom: number;
      /** Weights of the newest bucket in level, trend and season. */
      readonly smoothing: {
        readonly level: number;
        readonly trend: number;
        readonly season: number;
      };
    };

/**
 * What monitoring reads of a pool at one instant: gauges, and counters since the start of the run. Nothing here knows
 * how long an answer is going to be, nor what comes.
 */
export interface PoolMetrics {
  readonly seconds: number;
  /** Gauge: replicas that take requests. */
  readonly ready: number;
  /** Gauge: requests that wait for their first step, wherever they are; calls of strategies are requests here. */
  readonly queued: number;
  /** Gauge: requests in the system. */
  readonly outstanding: number;
  /** Gauge: share of the ready replicas' KV blocks in use; 0 without any. */
  readonly kvCache: number;
  /** Counter: ∫ outstanding dt. */
  readonly requestSeconds: number;
  /** Counter: seconds in which replicas ran steps, summed over them. */
  readonly busySeconds: number;
  /** Counter: seconds in which replicas served (those that drained, too), summed over them. */
  readonly readySeconds: number;
  /** Counter: requests that came. */
  readonly arrivals: number;
  /** Counters: users' requests that ended, and that ended with every target met; of a strategy in every pool that it may call. */
  readonly ended: number;
  readonly sloMet: number;
}

/** What an autoscaler may see when it decides. */
export interface ScalingView {
  readonly nowSeconds: number;
  /** Replicas asked for: those that run and those that start. What drains is no longer among them. */
  readonly replicas: number;
  /** The newest metrics that have reached the autoscaler: as old as the scrape delay, or older. */
  readonly metrics: PoolMetrics;
}

export interface Autoscaler {
  /**
   * Replicas wanted from now on, a whole number ≥ 0; the caller keeps it between the pool's bounds. Called once per
   * interval, in order of time.
   */
  desired(view: ScalingView): number;
}

export interface AutoscalerDefinition<S extends AutoscalingSpec = AutoscalingSpec> {
  /**
   * Whether somebody holds requests that come while no replica is up or starts, and has the first one start at once;
   * otherwise they wait for the next decision.
   */
  readonly wakes?: true;
  /** `startSeconds`: what a replica takes to start, on average. */
  create(spec: S, startSeconds: number): Autoscaler;
}
