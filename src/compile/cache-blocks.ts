import type { CompiledPool } from './compiled.ts';

/** Blocks of a replica's KV cache. Without one, blocks are the places of a step's tokens; who encodes images has none. */
export function cacheBlocks({ step, decoding, dataRanks, kvBlocks }: CompiledPool): number {
  const hasNone = decoding?.kind === 'recompute' || step.kind === 'encoder';
  return hasNone ? 0 : dataRanks * kvBlocks;
}
