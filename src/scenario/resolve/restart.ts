import type { Seconds } from '../../base/units.ts';
import { isCpu } from '../../catalog/index.ts';
import { platforms } from '../../catalog/platforms.ts';
import { coldStart } from '../../physics/cold-start.ts';
import { isFree } from '../../physics/ideal.ts';
import { isOneShot } from '../../physics/kinds/one-shot-shape.ts';
import type { Pool } from '../scenario.ts';
import { oneShotMemory } from './one-shot.ts';
import { fitOf, isPossible } from './pool-memory.ts';

/**
 * Seconds in which a replica of a pool is back whose chips are: its weights are read from a local drive and copied to the
 * chips, and its engine starts. The place is there, and so is the container's image. All models that it serves are read.
 */
export function restartSeconds(pool: Pool): Seconds {
  // a CPU works on weights where they are read to
  const copied = isCpu(pool.accelerator) ? { hostToDeviceBandwidth: Number.POSITIVE_INFINITY } : {};
  const bare = { ...platforms.bare, ...copied };
  const weights = isFree(pool, 'io') ? noWeights : loadedWeights(pool);
  return coldStart({ ...bare, provisionSeconds: 0, imageBytes: 0, ...weights }).totalSeconds;
}

const noWeights = { weightBytes: 0, weightBytesPerChip: 0 };

/** Weights of a whole replica, and of the chip that holds most of them; nothing where the layout is none, of which rules tell. */
function loadedWeights(pool: Pool) {
  const { tensor, pipeline, data } = pool.parallelism;
  const bytesOf = (shape: Pool['serves'][number]['shape']) => {
    if (isOneShot(shape)) return oneShotMemory(pool, shape).weightBytes;
    return isPossible(pool) ? fitOf({ ...pool, shape }, pool.parallelism).weightBytes : 0;
  };
  const weightBytesPerChip = pool.serves.reduce((sum, { shape }) => sum + bytesOf(shape), 0);
  return { weightBytes: tensor * pipeline * data * weightBytesPerChip, weightBytesPerChip };
}
