import type { Bytes } from '../../base/units.ts';
import { activationBytesPerElement, bytesPerElement } from '../dtype.ts';
import type { MemoryFit } from '../memory.ts';
import type { OneShotInput } from './batch-cost.ts';
import { weightsOf } from './part.ts';
import { listStages } from './stages.ts';

/**
 * Memory of one chip: every chip of a replica holds all weights (sequence parallelism shares tokens, not weights) and
 * its part of the tables, and
 * the live activations of the widest stage grow with the batch (assumed: half more than the widest operator reads
 * and writes, for the residual beside it; a guided pair runs one after the other where memory is short). `kvBlocks` is the largest batch: one block per item.
 */
export function batchMemory(input: OneShotInput, memoryUtilization: number): MemoryFit {
  const { accelerator, shape, job, weights, activations, profile } = input;
  const wide = Math.max(2, bytesPerElement(weights));
  let weightBytes: Bytes = 0;
  let blockBytes: Bytes = 0;
  for (const stage of listStages(shape, job)) {
    weightBytes +=
      weightsOf(stage.parts) * (stage.dtype === 'pool' ? bytesPerElement(weights) : wide);
    const chips = stage.shared ? input.chips : 1;
    weightBytes += (stage.tableValues * bytesPerElement(weights)) / chips;
    const live = stage.liveElements * activationBytesPerElement(activations);
    blockBytes = Math.max(blockBytes, live / chips);
  }
  const vocabularies =
    shape.architecture === 'diffusion'
      ? shape.textEncoders
      : shape.architecture === 'encoder'
        ? [shape]
        : [];
  for (const { vocabSize, hiddenSize } of vocabularies)
    weightBytes += vocabSize * hiddenSize * wide;
  const { memoryBytes } = accelerator;
  const { reserveBytes } = profile;
  const kvBytes = memoryUtilization * memoryBytes - weightBytes - reserveBytes;
  const kvBlocks = blockBytes > 0 ? Math.floor(kvBytes / blockBytes) : 0;
  return {
    memoryBytes,
    weightBytes,
    activationBytes: 0,
    reserveBytes,
    kvBytes,
    blockBytes,
    kvBlocks,
    stateBytes: 0,
    stateBlocks: 0,
    blockTokens: 1,
  };
}
