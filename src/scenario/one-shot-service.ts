import type { Seconds } from '../base/units.ts';
import type { JobSize } from '../physics/kinds/one-shot-facts.ts';

/** How a pool serves a model whose requests are jobs of fixed work. */
export interface OneShotService {
  /** What every request asks for: the workloads of one model ask for the same. */
  readonly job: JobSize;
  /** Chips of a replica that pass keys and values in a ring. */
  readonly ring: number;
  /** How long the first that waits lets an idle replica wait for others. */
  readonly batchDelaySeconds: Seconds;
  /** Batches of so many requests start at once; smallest first, each once. */
  readonly preferredBatchSizes?: readonly number[];
  /** Items in a batch at most, where a request asks for several: candidates, windows of sound. */
  readonly maxBatchItems?: number;
}
