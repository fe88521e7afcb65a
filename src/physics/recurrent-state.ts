import type { Bytes } from '../base/units.ts';
import type { ModelShape, RecurrentLayers } from './data-sheets.ts';

/**
 * Bytes of one element of a state: fp32, in which SGLang keeps states by default and which the cards of Qwen3.5
 * (`mamba_ssm_dtype`) and Nemotron-H call for; vLLM keeps 16 bits unless `mamba_ssm_cache_dtype` says otherwise.
 */
const stateElementBytes = 4;

/** Of what the short convolution remembers: 16 bits in both engines. */
const convolutionElementBytes = 2;

/** Channels of a recurrent layer's convolution: values, and queries and keys. */
export function channels({ heads, valueDim, keyHeads, keyDim }: RecurrentLayers): number {
  return heads * valueDim + 2 * keyHeads * keyDim;
}

/** Weights of a recurrent layer's convolution; 0 where there is none. */
export function convolutionElements({ recurrent }: ModelShape): number {
  return recurrent === undefined ? 0 : recurrent.convolutionTaps * channels(recurrent);
}

/** A recurrent layer as one of `tensor` chips has it: whole states, and the key heads that they need. */
export function onChip(recurrent: RecurrentLayers, tensor: number): RecurrentLayers {
  const heads = Math.ceil(recurrent.heads / tensor);
  const keyHeads = Math.ceil(recurrent.keyHeads / tensor);
  return { ...recurrent, heads, keyHeads };
}

/**
 * Bytes that one sequence keeps in one recurrent layer on one of `tensor` chips, whatever its length: the states, and
 * the last inputs of the convolution; 0 for a model without such layers.
 */
export function stateBytesPerLayer({ recurrent }: ModelShape, tensor: number): Bytes {
  if (recurrent === undefined) return 0;
  const own = onChip(recurrent, tensor);
  const remembered = Math.max(0, own.convolutionTaps - 1) * channels(own);
  return (
    own.heads * own.keyDim * own.valueDim * stateElementBytes + remembered * convolutionElementBytes
  );
}

/** State bytes of one sequence over all layers, stored once: what a hand-off between replicas would move. */
export function stateBytesPerSequence(model: ModelShape): Bytes {
  return (model.recurrent?.layers ?? 0) * stateBytesPerLayer(model, 1);
}
