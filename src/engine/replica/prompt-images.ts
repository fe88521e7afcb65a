import type { CompiledPool } from '../../compile/compiled.ts';
import { field, type RequestTable, STRIDE } from '../request-table.ts';

/** How many images a chunk needs that computes `length` tokens of a prompt after the first `computed`. */
export type ImagesOfChunk = (handle: number, computed: number, length: number) => number;

/**
 * Images are encoded in the step whose chunk reaches their first token, one after the other from the prompt's start on, as
 * in vLLM's scheduler; of a prompt that is computed anew all are encoded anew (assumed). Null where none ever are.
 */
export function imagesOfChunks({ step }: CompiledPool, table: RequestTable): ImagesOfChunk | null {
  if (step.kind !== 'roofline' || step.encoding === undefined) return null;
  const { tokens } = step.encoding.image;
  return (handle, computed, length) => {
    const images = table.rows[handle * STRIDE + field.images]!;
    const upTo = (token: number) => Math.min(images, Math.ceil(token / tokens));
    return upTo(computed + length) - upTo(computed);
  };
}
