import type { MemoryFit } from '../physics/memory.ts';
import type { EngineSpec } from '../scenario/scenario.ts';

/** Host memory for preempted sequences: of one data rank, and how long it takes to copy a block, either way. */
export interface CompiledSwap {
  readonly blocks: number;
  readonly secondsPerBlock: number;
}

/** Room for blocks of preempted sequences, and the time of a copy: each chip has its part of a block and a link of its own. */
export function compileSwap(
  { swap }: EngineSpec,
  { blockBytes }: MemoryFit,
): { readonly swap?: CompiledSwap } {
  if (swap === undefined) return {};
  return {
    swap: {
      blocks: Math.floor(swap.spaceBytes / blockBytes),
      secondsPerBlock: blockBytes / swap.bytesPerSecond,
    },
  };
}
