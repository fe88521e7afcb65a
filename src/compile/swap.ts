import type { MemoryFit } from '../physics/memory.ts';
import type { EngineSpec } from '../scenario/scenario.ts';
import type { CompiledPool } from './compiled.ts';

/** Room for blocks of preempted sequences, and the time of a copy: each chip has its part of a block and a link of its own. */
export function compileSwap(
  { swap }: EngineSpec,
  { blockBytes }: MemoryFit,
): Pick<CompiledPool, 'swap'> {
  if (swap === undefined) return {};
  return {
    swap: {
      blocks: Math.floor(swap.spaceBytes / blockBytes),
      secondsPerBlock: blockBytes / swap.bytesPerSecond,
    },
  };
}
