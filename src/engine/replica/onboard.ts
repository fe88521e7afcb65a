import { TIE_SECONDS } from '../../kernel/lanes.ts';
import type { Batch } from './batch.ts';

/**
 * A request comes to a replica at `seconds`: what its prompt finds below the prefix cache sets out. Blocks that steps of
 * the stretch have taken by then are no longer in the cache, though the steps are not booked.
 */
export function readBelow(batch: Batch, handle: number, seconds: number): number {
  const { tiers, kv, blocks, stretch } = batch;
  if (tiers === null) return seconds;
  if (!batch.settled) {
    const over = stretch.stepsOver(seconds);
    const isInStep = seconds - stretch.boundary(over) > TIE_SECONDS;
    kv.promise(batch.counter, Math.max(1, over + (isInStep ? 1 : 0)));
  }
  return tiers.read(handle, blocks.foundBy(handle), seconds);
}
