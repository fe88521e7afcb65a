import { isOneShot } from '../../physics/kinds/one-shot-shape.ts';
import { oneShotMemory } from '../resolve/one-shot.ts';
import { memoryKeys, type PoolRule } from './rule.ts';
import { gigabytes } from './wording.ts';

/** The weights of a model that answers in one shot, and the largest batch, fit each chip's memory. */
export const batchFitsMemory: PoolRule = {
  involves: [...memoryKeys, 'engine.maxSequences', 'engine.maxBatchItems'],
  check(pool, path, reporter) {
    const shape = pool.serves[0]?.shape;
    if (shape === undefined || !isOneShot(shape) || pool.engine.stepTime !== null) return;
    const { kvBlocks, weightBytes, blockBytes } = oneShotMemory(pool, shape);
    const { maxBatchedTokens: most, memoryUtilization } = pool.engine;
    if (kvBlocks >= most) return;
    const counted = pool.oneShot?.maxBatchItems;
    const key = counted === undefined ? 'maxSequences' : 'maxBatchItems';
    const what = counted === undefined ? 'jobs' : 'items';
    const usable = memoryUtilization * pool.accelerator.memoryBytes;
    const message =
      `${most} ${what} of ${shape.id} do not fit: of each chip's ${gigabytes(usable)} (${pool.accelerator.id} × ` +
      `memoryUtilization), weights take ${gigabytes(weightBytes)}, each ${what.slice(0, -1)} ${gigabytes(blockBytes)}`;
    const fix =
      kvBlocks >= 1
        ? `use ${key}: ${kvBlocks} or less`
        : shape.architecture === 'table-ranker'
          ? 'use more chips per replica (parallelism.tensor), or chips with more memory'
          : 'use chips with more memory';
    reporter.error([...path, 'engine', key], message, fix);
  },
};
