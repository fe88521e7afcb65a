import { type ReplicaWeights, weightBytesPerChip } from './memory.ts';

/**
 * What reading a weight costs, as a share of what it costs from memory: 1, but where a chip's cache holds all of its own
 * weights from step to step, memory's speed ÷ the cache's. A model that does not fit is read from memory in full: each
 * step runs over all weights before it comes back to one, and so finds none of them left. Joules follow: reading at the
 * cache's full speed draws what reading at the memory's does (assumed).
 */
export function cachedWeightShare(input: ReplicaWeights): number {
  const { cache, memoryBandwidth } = input.accelerator;
  if (cache === undefined || cache.bandwidth <= memoryBandwidth) return 1;
  return weightBytesPerChip(input) <= cache.bytes ? memoryBandwidth / cache.bandwidth : 1;
}
