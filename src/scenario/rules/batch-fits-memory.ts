import { isOneShot } from '../../physics/kinds/one-shot-shape.ts';
import { oneShotMemory } from '../resolve/one-shot.ts';
import { memoryKeys, type PoolRule } from './rule.ts';
import { gigabytes } from './wording.ts';

/** The weights of a model that answers in one shot, and the largest batch, fit each chip's memory. */
export const batchFitsMemory: PoolRule = {
  involves: [...memoryKeys, 'engine.maxSequences'],
  check(pool, path, reporter) {
    const shape = pool.serves[0]?.shape;
    if (shape === undefined || !isOneShot(shape) || pool.engine.stepTime !== null) return;
    const { kvBlocks, weightBytes, blockBytes } = oneShotMemory(pool, shape);
    const { maxSequences, memoryUtilization } = pool.engine;
    if (kvBlocks >= maxSequences) return;
    const usable = memoryUtilization * pool.accelerator.memoryBytes;
    const message =
      `${maxSequences} jobs of ${shape.id} do not fit: of each chip's ${gigabytes(usable)} (${pool.accelerator.id} × ` +
      `memoryUtilization), weights take ${gigabytes(weightBytes)}, each job ${gigabytes(blockBytes)}`;
    const fix =
      kvBlocks >= 1 ? `use maxSequences: ${kvBlocks} or less` : 'use chips with more memory';
    reporter.error([...path, 'engine', 'maxSequences'], message, fix);
  },
};
