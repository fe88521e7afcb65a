import type { Dtype, ModelShape } from './data-sheets.ts';
import { kernelsOf } from './kernels.ts';
import { kvBytesPerTokenAndLayer } from './memory.ts';
import type { RooflineInput } from './operator.ts';

/** Query heads that one processor takes at once in latent attention (assumed: the tile of FlashMLA). */
const latentHeadsPerTile = 64;

/** Attention on one chip and layer: its own kind of operator, because its cost follows contexts. */
export interface AttentionCost {
  /** Per cached token that a decoding sequence attends to. */
  readonly decodeFlops: number;
  /** Per query–key pair of a prompt. */
  readonly pairFlops: number;
  /** Of one cached token. */
  readonly kvBytes: number;
  /** Queries read and outputs written, per token. */
  readonly queryBytes: number;
  readonly dtype: Dtype;
  readonly flopsPerSecond: number;
  /** Of queries and of what a prompt reads, and of the cache in decode. */
  readonly bytesPerSecond: number;
  readonly cacheBytesPerSecond: number;
  /** Of one layer, whatever runs in it. */
  readonly launchSeconds: number;
  /** Keys that each query of a prompt meets beside those of its pairs. */
  readonly paddingKeys: number;
  /** Of one decoding sequence and layer, whatever its context. */
  readonly sequenceSeconds: number;
  readonly window: AttentionWindow;
}

/** Layers that attend to a window, as a share of all, and its tokens. */
export interface AttentionWindow {
  readonly share: number;
  readonly tokens: number;
}

/**
 * Windows up to this length are charged as if every decoding sequence filled them, a bound that is exact once it does;
 * layers with longer ones are charged as full attention. (A batch's cost may depend on its summed context only, and
 * the least of a context and a window does not.)
 */
const longestFullWindow = 1024;

/** The window that a step is charged for; a share of 0 where there is none or it is too long. */
export function chargedWindow({ slidingWindow }: ModelShape): AttentionWindow {
  if (slidingWindow === undefined || slidingWindow.tokens > longestFullWindow) {
    return { share: 0, tokens: 0 };
  }
  return { share: slidingWindow.layerShare, tokens: slidingWindow.tokens };
}

/** Pairs per layer, on average over layers: a query of a windowed one meets at most `tokens` keys. */
export function windowedPairs(
  { share, tokens }: AttentionWindow,
  pairs: number,
  queries: number,
): number {
  return share === 0 ? pairs : (1 - share) * pairs + share * Math.min(pairs, tokens * queries);
}

/**
 * Attention of one layer: 2 FLOPs for the score and 2 for the value of each pair, head and dimension. Latent attention
 * decodes in the compressed space (the up-projections absorbed, DeepSeek-V2 section 2.1) and prefills in the full one.
 * Computed in 16 bits whatever the cache's format (assumed: the default of vLLM and SGLang).
 */
export function attentionCost(input: RooflineInput, dtype: Dtype, width: number): AttentionCost {
  const { model, tensor, kvCache } = input;
  const heads = Math.ceil(model.attentionHeads / tensor);
  const kvBytes = kvBytesPerTokenAndLayer(model, tensor, kvCache);
  const kernels = kernelsOf(input.accelerator, input.profile);
  const { flopsPerSecond, bytesPerSecond, launchSeconds } = kernels.rates(dtype, 'prompt');
  const kernel = (kvHeads: number) => ({
    kvBytes,
    dtype,
    flopsPerSecond,
    bytesPerSecond,
    cacheBytesPerSecond: kernels.cacheBytesPerSecond(kvCache),
    launchSeconds,
    paddingKeys: kernels.promptPaddingKeys,
    sequenceSeconds: kvHeads * kernels.sequenceHeadSeconds,
    window: chargedWindow(model),
  });
  const { mla } = model;
  if (mla === undefined) {
    const flops = 4 * heads * model.headDim;
    const queryBytes = 2 * heads * model.headDim * width;
    const kvHeads = Math.ceil(model.kvHeads / tensor);
    return { decodeFlops: flops, pairFlops: flops, queryBytes, ...kernel(kvHeads) };
  }
  return {
    decodeFlops: 2 * heads * (2 * mla.kvRank + mla.ropeDim),
    pairFlops: 2 * heads * (mla.nopeDim + mla.ropeDim + mla.valueDim),
    queryBytes: heads * (mla.nopeDim + mla.ropeDim + mla.valueDim) * width,
    ...kernel(Math.ceil(heads / latentHeadsPerTile)),
  };
}
