import type { ModelShape } from '../../physics/data-sheets.ts';
import type { MemoryFit } from '../../physics/memory.ts';
import { fitOf, isPossible, roomyTokens } from '../resolve/pool-memory.ts';
import type { Pool } from '../scenario.ts';
import { decoderOf } from './decoder-of.ts';
import { memoryKeys, type PoolRule } from './rule.ts';
import { whatWouldFit } from './what-would-fit.ts';
import { gigabytes, oneOf } from './wording.ts';

/** Weights, activations and the engine's reserve leave room for at least one KV block on every chip. */
export const weightsFitMemory: PoolRule = {
  involves: memoryKeys,
  check(pool, path, reporter) {
    const shape = decoderOf(pool);
    if (shape === undefined || !isPossible(pool)) return;
    const { engine, accelerator } = pool;
    const fit = fitOf({ ...pool, shape }, pool.parallelism);
    if (fit.kvBlocks > fit.stateBlocks) {
      if (engine.kvCache === false) return;
      // An affine step stands for a machine of its own: then the blocks need not be this chip's.
      if (engine.kvBlocks !== null && engine.kvBlocks > fit.kvBlocks && engine.stepTime === null) {
        const message = `${engine.kvBlocks} KV blocks are more than the ${fit.kvBlocks} that fit in the memory`;
        reporter.warning([...path, 'engine', 'kvBlocks'], message, 'write auto to take what fits');
      }
      return;
    }
    const usable = engine.memoryUtilization * fit.memoryBytes;
    const message =
      `${shape.id} does not fit: of each chip's ${gigabytes(usable)} (${accelerator.id} × memoryUtilization), ` +
      `${pool.precision.weights} weights take ${gigabytes(fit.weightBytes)}, activations ` +
      `${gigabytes(fit.activationBytes)}, the engine ${gigabytes(fit.reserveBytes)}${besideText(fit)}${tooManyText(fit, usable)}`;
    if (pool.adapters !== undefined && fitsWithSlots(pool, shape, 1)) {
      const most = mostSlots(pool, shape);
      reporter.error([...path, 'adapters', 'slots'], message, `write ${most} or less`);
      return;
    }
    const roomy = engine.kvCache === false ? [] : whatWouldFit(pool, roomyTokens(shape));
    const fixes = roomy.length > 0 ? roomy : whatWouldFit(pool, engine.blockTokens);
    const fix = fixes.length > 0 ? `${oneOf(fixes)} would fit` : 'use chips with more memory';
    if (pool.sharing !== undefined) {
      const more = `give it more memoryUtilization in sharing.clients; ${fix}`;
      reporter.error([...path, 'sharing'], message, more);
    } else {
      const at = accelerator.partOf === undefined ? ['parallelism', 'tensor'] : ['accelerator'];
      reporter.error([...path, ...at], message, fix);
    }
  },
};

function besideText({ besideBytes }: MemoryFit): string {
  return besideBytes === undefined
    ? ''
    : `, the other models and their engines ${gigabytes(besideBytes)}`;
}

/** By how much more than there is; nothing where all but the last of it fits. */
function tooManyText(fit: MemoryFit, usable: number): string {
  const { weightBytes, activationBytes, reserveBytes, besideBytes = 0 } = fit;
  const over = weightBytes + activationBytes + reserveBytes + besideBytes - usable;
  return over > 0 ? `: ${gigabytes(over)} too much` : ', and no KV block has room beside them';
}

/** Whether a block is left beside so many adapters. */
function fitsWithSlots(pool: Pool, shape: ModelShape, slots: number): boolean {
  const { adapter } = shape;
  if (adapter === undefined) return false;
  const fit = fitOf(
    { ...pool, shape: { ...shape, adapter: { ...adapter, held: slots } } },
    pool.parallelism,
  );
  return fit.kvBlocks > fit.stateBlocks;
}

/** As many adapters as leave a block, where one does and those of the pool do not. */
function mostSlots(pool: Pool, shape: ModelShape): number {
  let [fits, tooMany] = [1, pool.adapters?.slots ?? 1];
  while (tooMany - fits > 1) {
    const middle = Math.floor((fits + tooMany) / 2);
    if (fitsWithSlots(pool, shape, middle)) fits = middle;
    else tooMany = middle;
  }
  return fits;
}
