import type { Seconds } from '../base/units.ts';

/** How many of a pool's models its replicas hold at a time. */
export interface Residency {
  readonly models: number;
  /** How long one that has work stays at least. */
  readonly staySeconds: Seconds;
  /** What a chip is loaded at from its host's memory. */
  readonly bytesPerSecond: number;
}
