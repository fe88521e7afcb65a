import type { LatencyPart } from '../record/latency-parts.ts';
import type { Miss } from '../record/misses.ts';

/** What a capacity engineer asks first. */
export interface Answer {
  /** Whether every workload with targets attains them; null where none has any. */
  readonly sloMet: boolean | null;
  readonly workloads: readonly WorkloadAnswer[];
  readonly bound: Bound;
  /** Null until it was searched for (run/), and where there is none to find. */
  readonly headroom: Headroom | null;
  readonly slowest: Slowest | null;
}

export interface WorkloadAnswer {
  readonly workload: string;
  readonly attainment: number | null;
  /** Null where the workload states no target. */
  readonly target: number | null;
  readonly met: boolean | null;
  /** Share of the measured requests that missed each target; null where none was measured. */
  readonly misses: Readonly<Record<Miss, number>> | null;
}

export interface Bound {
  /** What stands in the way of more load; null where the figures do not tell. */
  readonly by:
    | 'compute'
    | 'bandwidth'
    | 'kv-memory'
    | 'queue'
    | 'adapters'
    | 'power'
    | 'heat'
    | 'host'
    | 'network'
    | 'tool'
    | 'admission'
    | 'failures'
    | 'cold-start'
    | 'kv-tier'
    | null;
  readonly reason: string;
}

/**
 * How much more would come before the scenario breaks: before a workload's attainment falls below its target or, where
 * that does not happen first, more arrives than is served. Found by short runs of the same scenario in which the arrivals
 * of every workload but the closed loops come `factor` times as fast (run/headroom.ts says how).
 */
export interface Headroom {
  /** Those workloads, whose arrivals come faster. */
  readonly of: readonly string[];
  /** Their arrivals per second as the scenario has them. */
  readonly nowRequestsPerSecond: number;
  /**
   * Multiple of that rate that it bears: the largest that was found to hold before a target is missed, 0 where none was;
   * of an overload what is served while more arrives. Below 1 where the scenario is broken as it stands.
   */
  readonly factor: number;
  /** nowRequestsPerSecond × factor. */
  readonly requestsPerSecond: number;
  /** The smallest multiple that was found to break. */
  readonly breaksAtFactor: number;
  /**
   * Multiples between which the break lies as far as so few requests can tell (95 %): the first is 0 where no multiple
   * is sure to hold, the second null where none is sure to break.
   */
  readonly range: readonly [number, number | null];
  readonly breaks: 'slo' | 'overload';
  /** What breaks first, and of what; null for an overload. */
  readonly workload: string | null;
  readonly metric: Miss | null;
  /** The short runs, in the order in which they were made. */
  readonly probes: readonly HeadroomProbe[];
}

export interface HeadroomProbe {
  readonly factor: number;
  /** Requests that were simulated. */
  readonly requests: number;
  readonly breaks: 'slo' | 'overload' | null;
}

/** Where the slowest 1 % of the measured completed requests spent their time. */
export interface Slowest {
  readonly share: number;
  readonly count: number;
  /** They took at least this long. */
  readonly e2eSeconds: number;
  /** Sum to 1. */
  readonly parts: Readonly<Record<LatencyPart, number>>;
}
