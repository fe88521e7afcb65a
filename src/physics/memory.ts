import { assert } from '../base/assert.ts';
import type { Bytes } from '../base/units.ts';
import type { Accelerator, Dtype, ModelShape } from './data-sheets.ts';
import { activationBytesPerElement, bytesPerElement, unquantisedBytesPerElement } from './dtype.ts';
import { expertsPerRank } from './experts.ts';
import {
  attentionMatrices,
  elements,
  layerKinds,
  type Matrix,
  mlpMatrices,
  routerMatrix,
  share,
  stageLayers,
  vocabularyMatrix,
} from './matrices.ts';

export interface MemoryInput {
  readonly accelerator: Accelerator;
  readonly model: ModelShape;
  readonly tensor: number;
  readonly pipeline: number;
  readonly data: number;
  readonly expert: number;
  readonly weights: Dtype;
  readonly activations: Dtype;
  readonly kvCache: Dtype;
  /** Share of the chip's memory that the engine may use. */
  readonly memoryUtilization: number;
  readonly maxBatchedTokens: number;
  readonly blockTokens: number;
  /** Per chip: context, graphs, fragmentation (EngineProfile.reserveBytes). */
  readonly reserveBytes: Bytes;
}

/** What one chip of the tightest pipeline stage holds: usable = weights + activations + reserve + KV. */
export interface MemoryFit {
  /** Of the chip, before memoryUtilization. */
  readonly memoryBytes: Bytes;
  readonly weightBytes: Bytes;
  /** Peak while maxBatchedTokens flow. */
  readonly activationBytes: Bytes;
  readonly reserveBytes: Bytes;
  /** Room that is left for KV blocks; negative when the model does not fit. */
  readonly kvBytes: Bytes;
  /** What one KV block takes on this chip. */
  readonly blockBytes: Bytes;
  /** Blocks of the replica: each spans all its chips. ≤ 0 when the model does not fit. */
  readonly kvBlocks: number;
}

/** Sequences whose logits exist at once in the last stage, in fp32 beside 16 bits (assumed: vLLM's default batch). */
const logitRows = 256;

/**
 * Memory of one replica, and how many KV blocks it has room for: per chip
 * ⌊(memoryUtilization × memory − weights − peak activations − reserve) ÷ bytes per block⌋, the least over pipeline
 * stages (contract, `kvBlocks: auto`). The figures are those of the stage with the fewest blocks.
 */
export function memoryFit(input: MemoryInput): MemoryFit {
  const { accelerator, model, pipeline, reserveBytes } = input;
  assert(pipeline <= model.layers, 'memoryFit: more pipeline stages than layers');
  let tightest: MemoryFit | null = null;
  let first = 0;
  const stages = stageLayers(model.layers, pipeline);
  for (const [stage, count] of stages.entries()) {
    const weightBytes = stageWeightBytes(input, first, count, stage === 0, stage === pipeline - 1);
    const activationBytes = stageActivationBytes(input, first, count, stage === pipeline - 1);
    const blockBytes =
      input.blockTokens * count * kvBytesPerTokenAndLayer(model, input.tensor, input.kvCache);
    const usable = input.memoryUtilization * accelerator.memoryBytes;
    const kvBytes = usable - weightBytes - activationBytes - reserveBytes;
    const kvBlocks = Math.floor(kvBytes / blockBytes);
    const { memoryBytes } = accelerator;
    const fit = {
      memoryBytes,
      weightBytes,
      activationBytes,
      reserveBytes,
      kvBytes,
      blockBytes,
      kvBlocks,
    };
    if (tightest === null || kvBlocks < tightest.kvBlocks) tightest = fit;
    first += count;
  }
  assert(tightest !== null, 'memoryFit: no pipeline stage');
  return tightest;
}

/**
 * KV elements per token, layer and chip. Multi-head latent attention keeps its compressed cache on every tensor rank.
 */
export function kvElementsPerChip(model: ModelShape, tensor: number): number {
  if (model.mla !== undefined) return model.mla.kvRank + model.mla.ropeDim;
  return 2 * Math.ceil(model.kvHeads / tensor) * model.headDim;
}

/** KV bytes per token and layer on one of `tensor` chips. */
export function kvBytesPerTokenAndLayer(model: ModelShape, tensor: number, kvCache: Dtype): Bytes {
  return kvElementsPerChip(model, tensor) * bytesPerElement(kvCache);
}

/** KV bytes of one token over all layers, stored once: what a hand-off between replicas would move. */
export function kvBytesPerToken(model: ModelShape, kvCache: Dtype): Bytes {
  return model.layers * kvBytesPerTokenAndLayer(model, 1, kvCache);
}

function stageWeightBytes(
  input: MemoryInput,
  first: number,
  count: number,
  isFirst: boolean,
  isLast: boolean,
): Bytes {
  const { model, tensor, weights } = input;
  const { data, expert } = input;
  const wide = unquantisedBytesPerElement(weights);
  const bytesOf = (m: Matrix, chips = tensor) =>
    elements(m) * share(m.cut, model, chips) * (m.quantised ? bytesPerElement(weights) : wide);
  const bytesOfAll = (all: readonly Matrix[], chips = tensor) =>
    all.reduce((sum, m) => sum + bytesOf(m, chips), 0);
  const kinds = layerKinds(model, first, count);
  let total = count * (bytesOfAll(attentionMatrices(model)) + 2 * model.hiddenSize * wide);
  total += kinds.dense * bytesOfAll(mlpMatrices(model, model.intermediateSize, ''));
  if (model.moe !== undefined) {
    const matrices = mlpMatrices(model, model.moe.expertIntermediateSize, '');
    const held = expertsPerRank({ ...model.moe, ranks: expert });
    const experts = held * bytesOfAll(matrices, (tensor * data) / expert);
    const shared = bytesOfAll(mlpMatrices(model, model.moe.sharedIntermediateSize, ''));
    total += kinds.sparse * (experts + shared + bytesOf(routerMatrix(model)));
  }
  // A tied table is stored once where its two uses share a chip, twice where the pipeline parts them.
  const tables = isFirst && isLast && model.tiedEmbeddings ? 1 : Number(isFirst) + Number(isLast);
  total += tables * bytesOf(vocabularyMatrix(model, 'vocabulary'));
  if (isLast) total += model.hiddenSize * wide;
  return total;
}

/**
 * Peak of the live activations: the residual stream and its normalised copy, and the widest operator's input and
 * output (attention's, the MLP's, the routed experts'), and the logits in the last stage. Assumed: what an engine's
 * profiling run allocates at once; held against no measurement yet.
 */
function stageActivationBytes(
  input: MemoryInput,
  first: number,
  count: number,
  isLast: boolean,
): Bytes {
  const { model, tensor, activations, maxBatchedTokens, data, expert } = input;
  const kinds = layerKinds(model, first, count);
  const width = activationBytesPerElement(activations);
  let widest = 0;
  for (const m of attentionMatrices(model)) {
    widest = Math.max(widest, m.inputs + m.outputs * share(m.cut, model, tensor));
  }
  if (kinds.dense > 0) widest = Math.max(widest, (3 * model.intermediateSize) / tensor);
  if (kinds.sparse > 0 && model.moe !== undefined) {
    const cut = (tensor * data) / expert;
    const routed = (3 * model.moe.expertIntermediateSize) / cut + model.hiddenSize;
    // Tokens of all data ranks come to its experts, and its share of their routes.
    widest = Math.max(widest, (model.moe.expertsPerToken * data * routed) / expert);
  }
  const stream = maxBatchedTokens * (2 * model.hiddenSize + widest) * width;
  const logits = isLast ? Math.min(maxBatchedTokens, logitRows) * model.vocabSize * (2 + 4) : 0;
  return stream + logits;
}
