import type { EncoderLayers } from './one-shot-shape.ts';
import { attention, type Part, passes, product } from './part.ts';

/**
 * Parts of an encoder over `tokens` tokens per item. Passes of a layer: two norms and two sums over the stream, and the
 * activation over the MLP's width.
 */
export function encoderParts(shape: EncoderLayers, tokens: number): Part[] {
  const { layers, hiddenSize: d, intermediateSize: ff, gatedMlp } = shape;
  return [
    product('query, key, value', layers, tokens, d, 3 * d),
    attention('self-attention', layers, tokens, tokens, d),
    product('attention output', layers, tokens, d, d),
    product('MLP in', layers, tokens, d, (gatedMlp ? 2 : 1) * ff),
    product('MLP out', layers, tokens, ff, d),
    passes('norms and sums', layers, 4, tokens * d),
    passes('activation', layers, 1, tokens * ff),
  ];
}
