import type { DiffusionTransformer } from './one-shot-shape.ts';
import { attention, onEveryChip, type Part, passes, product } from './part.ts';

/**
 * Parts of one pass of a diffusion transformer over `tokens` latent tokens per item. Passes of a layer: around attention
 * and around the MLP a norm, a modulation (scale, shift), a gate and a sum; norms or rotations of queries and keys; the
 * activation. Where every layer has modulations of its own, their matrices see one row per item; PixArt and Wan share one.
 * The text's tokens are few and no multiple of the chips: every chip computes them all, as xDiT does.
 */
export function diffusionTransformerParts(shape: DiffusionTransformer, tokens: number): Part[] {
  const { layers, hiddenSize: d, intermediateSize: ff, textTokens, singleLayers } = shape;
  const dual = shape.dualAttentionLayers;
  const joint = shape.text === 'joint';
  const keys = joint ? tokens + textTokens : tokens;
  const parts = [
    ...streamParts(shape, 'image', tokens),
    attention('self-attention', layers, keys, keys, d),
    passes('queries and keys', layers + singleLayers, queryKeyPasses(shape), keys * d),
    passes('second queries and keys', dual, queryKeyPasses(shape), tokens * d),
    product('second query, key, value', dual, tokens, d, 3 * d),
    attention('second self-attention', dual, tokens, tokens, d),
    product('second attention output', dual, tokens, d, d),
    product('second modulation', dual, 1, d, 3 * d),
    passes('second norm, gate and sum', dual, 7, tokens * d),
  ];
  if (joint) {
    parts.push(
      // queries, keys, values of both streams are joined, the result is parted
      passes('joining and parting', layers, 4, keys * d),
      ...onEveryChip([
        ...streamParts(shape, 'text', textTokens),
        product('modulations', layers, 1, d, 12 * d),
        product(
          'single: modulation',
          singleLayers,
          1,
          d,
          (shape.singleModulation ?? 3 * d * d) / d,
        ),
      ]),
    );
  }
  if (!joint) {
    parts.push(
      product('cross query', layers, tokens, d, d),
      ...onEveryChip([product('cross key, value', layers, textTokens, d, 2 * d)]),
      attention('cross-attention', layers, tokens, textTokens, d),
      product('cross output', layers, tokens, d, d),
      passes('cross norm and sum', layers, 2, tokens * d),
    );
  }
  if (singleLayers > 0) {
    parts.push(
      product('single: query, key, value, MLP in', singleLayers, keys, d, 3 * d + ff),
      attention('single: self-attention', singleLayers, keys, keys, d),
      product('single: output', singleLayers, keys, d + ff, d),
      passes('single: norm, gate and sum', singleLayers, 7, keys * d),
      passes('single: activation', singleLayers, 1, keys * ff),
    );
  }
  return parts.filter(({ repeats }) => repeats > 0);
}

/** Passes over queries and keys: a root-mean-square norm takes five each, a rotation five. */
function queryKeyPasses({ queryKeyNorm, rotary }: DiffusionTransformer): number {
  return 2 * ((queryKeyNorm ? 5 : 0) + (rotary ? 5 : 0));
}

function streamParts(shape: DiffusionTransformer, name: string, rows: number): Part[] {
  const { layers, hiddenSize: d, intermediateSize: ff, gatedMlp } = shape;
  return [
    product(`${name}: query, key, value`, layers, rows, d, 3 * d),
    product(`${name}: attention output`, layers, rows, d, d),
    product(`${name}: MLP in`, layers, rows, d, (gatedMlp ? 2 : 1) * ff),
    product(`${name}: MLP out`, layers, rows, ff, d),
    passes(`${name}: norms, gates and sums`, layers, 12, rows * d),
    passes(`${name}: activation`, layers, 1, rows * ff),
  ];
}
