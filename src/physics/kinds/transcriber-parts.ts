import { encoderParts } from './encoder-parts.ts';
import { attention, convolution, type Part, passes, product } from './part.ts';
import type { TranscriberShape } from './transcriber-shape.ts';

/** Positions of a window that the decoder attends to. */
export function heardPositions({ frames }: TranscriberShape): number {
  return frames / 2;
}

/** Parts of the encoder on one window, and the keys and values that the decoder's layers make of it once. */
export function hearingParts(shape: TranscriberShape): Part[] {
  const { frames, bands, hiddenSize: d, intermediateSize, encoderLayers, decoderLayers } = shape;
  const positions = heardPositions(shape);
  const layers = { layers: encoderLayers, hiddenSize: d, intermediateSize, gatedMlp: false };
  return [
    convolution('first convolution', frames, 3, bands, d),
    // along one side only: two points of the input for each that it writes
    convolution('second convolution', positions, 3, d, d, Math.SQRT2),
    passes('activations', 1, 2, (frames + positions) * d),
    ...encoderParts({ ...layers, vocabSize: 0 }, positions),
    product('cross key, value', decoderLayers, positions, d, 2 * d),
  ];
}

/**
 * Parts of one token of one window, in the middle of a transcript of `tokens` tokens: over the whole transcript the keys
 * of self-attention come out the same. Keys and values of both attentions are read from memory for every token.
 */
export function writingParts(shape: TranscriberShape, tokens: number): Part[] {
  const { hiddenSize: d, intermediateSize: ff, decoderLayers: layers, vocabSize } = shape;
  return [
    product('query, key, value', layers, 1, d, 3 * d),
    attention('self-attention', layers, 1, (tokens + 1) / 2, d),
    product('attention output', layers, 1, d, d),
    product('cross query', layers, 1, d, d),
    attention('cross-attention', layers, 1, heardPositions(shape), d),
    product('cross output', layers, 1, d, d),
    product('MLP in', layers, 1, d, ff),
    product('MLP out', layers, 1, ff, d),
    passes('norms and sums', layers, 6, d),
    passes('activation', layers, 1, ff),
    product('vocabulary', 1, 1, d, vocabSize),
  ];
}
