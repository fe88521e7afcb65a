/** Adapters that a pool's replicas hold at a time: one for each tenant of a workload that has requests there. */
export interface Adapters {
  readonly slots: number;
  /** What a chip is loaded at from its host's memory. */
  readonly bytesPerSecond: number;
}
