import { assert } from '../base/assert.ts';
import type { Dtype, ModelShape } from './data-sheets.ts';
import {
  activationBytesPerElement,
  bytesPerElement,
  type ComputeDtype,
  computeDtype,
} from './dtype.ts';
import type { ExpertSpread } from './experts.ts';
import { kernelsOf } from './kernels.ts';
import {
  attentionMatrices,
  layerKinds,
  type Matrix,
  mlpMatrices,
  routerMatrix,
  stageLayers,
  vocabularyMatrix,
} from './matrices.ts';
import { kvBytesPerTokenAndLayer } from './memory.ts';
import {
  gateBytes,
  makers,
  type Operator,
  type RooflineInput,
  type Where,
  withQuantising,
} from './operator.ts';

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

/** Everything that a step consists of, but for collectives and the host. */
export interface OperatorList {
  readonly operators: readonly Operator[];
  readonly attention: AttentionCost;
  readonly layers: number;
  /** Layers of the largest stage. */
  readonly stageLayers: number;
  /** Messages of one exchange: bytes per token of the residual stream, and per yielding token of the logits. */
  readonly streamBytes: number;
  readonly logitBytes: number;
  /** Layers with experts, and how tokens spread over these; null for a dense model. */
  readonly routed: (Where & { readonly spread: ExpertSpread }) | null;
  readonly fallbacks: readonly string[];
}

/** The operators of a step of `input`, in the order in which a token meets them. */
export function listOperators(input: RooflineInput): OperatorList {
  checkInput(input);
  const { model, weights, activations, pipeline } = input;
  const products = required(input, weights, activations);
  const wide = wideProducts(input);
  const width = activationBytesPerElement(activations);
  const stages = stageKinds(model, pipeline);
  const made = makers(input, products.dtype, wide.dtype);
  const { gemm, move } = made;
  const { all, once } = stages;
  const operators: Operator[] = [
    move('embedding', once, model.hiddenSize * width),
    // Two norms per layer, each with its residual: two streams in, two out. The third launch rotates and caches keys.
    move('norms', all, 8 * model.hiddenSize * width, 3),
    ...withQuantising(input, 'attention', attentionMatrices(model), all, made),
  ];
  if (model.mla !== undefined) {
    // Chunked prefill expands the compressed cache of earlier chunks again.
    const up = attentionMatrices(model).find((m) => m.name === 'key-value-up') as Matrix;
    const cached = { name: 'key-value-up (cached)', weightBytes: 0, paddingRows: 0 };
    operators.push(gemm(up, all, { ...cached, rows: 'cached' }));
  }
  const cut = makers({ ...input, tensor: expertTensor(input) }, products.dtype, wide.dtype);
  operators.push(...mlpOperators(input, stages, made, cut));
  operators.push(gemm(vocabularyMatrix(model, 'lm-head'), once, { rows: 'yielding' }));
  return {
    operators,
    attention: attentionCost(input, wide.dtype, width),
    layers: all.repeats,
    stageLayers: all.stageRepeats,
    streamBytes: model.hiddenSize * width,
    logitBytes: model.vocabSize * width,
    routed: routedLayers(input, stages.sparse),
    fallbacks: [...new Set([products.fallback, wide.fallback].filter((f) => f !== null))],
  };
}

/** The MLPs of dense layers; router, experts and shared expert of the others. */
function mlpOperators(
  input: RooflineInput,
  stages: ReturnType<typeof stageKinds>,
  made: ReturnType<typeof makers>,
  experts: ReturnType<typeof makers>,
): Operator[] {
  const { model, tensor, activations } = input;
  const width = activationBytesPerElement(activations);
  const { dense, sparse } = stages;
  const operators: Operator[] = [];
  if (dense.repeats > 0) {
    const matrices = mlpMatrices(model, model.intermediateSize, '');
    operators.push(...withQuantising(input, 'mlp', matrices, dense, made));
    const bytes = gateBytes(model, model.intermediateSize, tensor, width);
    operators.push(made.move('activation', dense, bytes));
  }
  const { moe } = model;
  if (moe === undefined || sparse.repeats === 0) return operators;
  operators.push(made.gemm(routerMatrix(model), sparse));
  operators.push(...expertOperators(input, sparse, moe, experts));
  const shared = mlpMatrices(model, moe.sharedIntermediateSize, 'shared-');
  if (shared.length > 0) {
    operators.push(...withQuantising(input, 'shared expert', shared, sparse, made));
    const bytes = gateBytes(model, moe.sharedIntermediateSize, tensor, width);
    operators.push(made.move('shared activation', sparse, bytes));
  }
  return operators;
}

/** Routed experts: the products of each, and around them a scatter to the experts and a gather back. */
function expertOperators(
  input: RooflineInput,
  sparse: Where,
  moe: NonNullable<ModelShape['moe']>,
  made: ReturnType<typeof makers>,
): Operator[] {
  const { model } = input;
  const tensor = expertTensor(input);
  const routing = { rows: 'routed', routes: moe.expertsPerToken, rowChips: tensor } as const;
  const matrices = mlpMatrices(model, moe.expertIntermediateSize, 'expert-');
  const width = activationBytesPerElement(input.activations);
  const gate = gateBytes(model, moe.expertIntermediateSize, tensor, width);
  // Two streams per route, in and out.
  const perRoute = gate + 4 * model.hiddenSize * width;
  const around = made.move('route and activation', sparse, perRoute, 0, routing);
  return [
    ...withQuantising({ ...input, tensor }, 'experts', matrices, sparse, made, routing),
    { ...around, launchSeconds: made.expertLaunchSeconds },
  ];
}

/** Chips that cut each expert between them. */
function expertTensor({ tensor, data, expert }: RooflineInput): number {
  return (tensor * data) / expert;
}

/** How often a micro-batch meets each kind of layer in the whole model, and in the stage that has most of the kind. */
function stageKinds(model: ModelShape, pipeline: number) {
  const whole = layerKinds(model);
  let first = 0;
  let dense = 0;
  let sparse = 0;
  let all = 0;
  for (const count of stageLayers(model.layers, pipeline)) {
    const kinds = layerKinds(model, first, count);
    dense = Math.max(dense, kinds.dense);
    sparse = Math.max(sparse, kinds.sparse);
    all = Math.max(all, count);
    first += count;
  }
  return {
    all: { repeats: model.layers, stageRepeats: all },
    dense: { repeats: whole.dense, stageRepeats: dense },
    sparse: { repeats: whole.sparse, stageRepeats: sparse },
    once: { repeats: 1, stageRepeats: 1 },
  };
}

/**
 * Attention of one layer: 2 FLOPs for the score and 2 for the value of each pair, head and dimension. Latent attention
 * decodes in the compressed space (the up-projections absorbed, DeepSeek-V2 section 2.1) and prefills in the full one.
 * Computed in 16 bits whatever the cache's format (assumed: the default of vLLM and SGLang).
 */
function attentionCost(input: RooflineInput, dtype: Dtype, width: number): AttentionCost {
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

/** Format of attention and of what is not quantised: that of the activations or weights if it is wide, else bf16. */
function wideProducts(input: RooflineInput): ComputeDtype {
  const { weights, activations } = input;
  if (bytesPerElement(activations) >= 2) return required(input, activations, activations);
  const format = bytesPerElement(weights) >= 2 ? weights : 'bf16';
  return required(input, format, format);
}

function required(input: RooflineInput, weights: Dtype, activations: Dtype): ComputeDtype {
  const found = computeDtype(input.accelerator, weights, activations);
  assert(found !== null, `${input.accelerator.id} has no peak for ${weights} × ${activations}`);
  return found;
}

function routedLayers(input: RooflineInput, sparse: Where): OperatorList['routed'] {
  const { moe } = input.model;
  if (moe === undefined || sparse.repeats === 0) return null;
  const { experts, expertsPerToken } = moe;
  const { expert: ranks, expertLoadCv: loadCv } = input;
  return { ...sparse, spread: { experts, expertsPerToken, ranks, loadCv } };
}

function checkInput(input: RooflineInput): void {
  const { profile, model, tensor, pipeline, data, expert } = input;
  for (const key of ['gemmEfficiency', 'attentionEfficiency', 'memoryEfficiency'] as const) {
    assert(profile[key] > 0 && profile[key] <= 1, `${profile.id}: ${key} must be in (0, 1]`);
  }
  assert(Number.isInteger(tensor) && tensor >= 1, 'tensor must be a whole number ≥ 1');
  assert(Number.isInteger(pipeline) && pipeline >= 1, 'pipeline must be a whole number ≥ 1');
  assert(pipeline <= model.layers, 'more pipeline stages than layers');
  assert(Number.isInteger(data) && data >= 1, 'data must be a whole number ≥ 1');
  assert(Number.isInteger(expertTensor(input)), 'expert must divide tensor × data');
  assert(expert <= (model.moe?.experts ?? 1), 'more expert ranks than experts');
}
