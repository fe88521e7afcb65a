import type { EncoderLayers } from './one-shot-shape.ts';
import { attention, type Part, passes, product } from './part.ts';

/**
 * Parts of an encoder over `tokens` tokens per item; behind a causal mask half of the keys count. Passes of a layer: two norms and two sums over the stream, and the
 * activation over the MLP's width.
 */
export function encoderParts(shape: EncoderLayers, tokens: number): Part[] {
  const { layers, hiddenSize: d, intermediateSize: ff, gatedMlp } = shape;
  const { keyValueSize: kv = d, causal = false } = shape;
  const keys = causal ? (tokens + 1) / 2 : tokens;
  return [
    product('query, key, value', layers, tokens, d, d + 2 * kv),
    attention('self-attention', layers, tokens, keys, d, kv),
    product('attention output', layers, tokens, d, d),
    product('MLP in', layers, tokens, d, (gatedMlp ? 2 : 1) * ff),
    product('MLP out', layers, tokens, ff, d),
    passes('norms and sums', layers, 4, tokens * d),
    passes('activation', layers, 1, tokens * ff),
  ];
}
