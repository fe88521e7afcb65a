/** Adapters that a pool's replicas hold at a time: one for each tenant of a workload that has requests there. */
export interface Adapters {
  readonly slots: number;
  /** What a chip is loaded at from its host's memory. */
  readonly bytesPerSecond: number;
  /** Present where host memory holds so many of them, and a replica reads the others from storage at so much. */
  readonly host?: { readonly slots: number; readonly storageBytesPerSecond: number };
}
