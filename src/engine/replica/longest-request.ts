import type { CompiledPool } from '../../compile/compiled.ts';
import { queriesOf } from '../step-models.ts';

/** Tokens of the longest request, prompt and answer, that the model's context and a whole KV cache have room for. */
export function mostTokens(spec: CompiledPool): number {
  // the last token's KV is never stored; with drafts, its step had blocks for all of them
  const room = (spec.kvBlocks - spec.stateBlocks) * spec.engine.blockTokens + 2 - queriesOf(spec);
  return Math.min(spec.contextTokens, room);
}
