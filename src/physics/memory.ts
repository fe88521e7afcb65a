import { assert } from '../base/assert.ts';
import type { Bytes } from '../base/units.ts';
import { adapterMatrices } from './adapter.ts';
import type { Accelerator, Dtype, ModelShape, WeightFormat } from './data-sheets.ts';
import { activationBytesPerElement, bytesPerElement, unquantisedBytesPerElement } from './dtype.ts';
import { expertsPerRank } from './experts.ts';
import {
  attentionMatrices,
  elements,
  type LayerKinds,
  layerKinds,
  type Matrix,
  mixerMatrices,
  mlpMatrices,
  routerMatrix,
  share,
  stageLayers,
  vocabularyMatrix,
} from './matrices.ts';
import { convolutionElements, stateBytesPerLayer } from './recurrent-state.ts';
import { storedBytesPerWeight } from './sparsity.ts';
import { encoderShape } from './vision.ts';

/** What the weights of a replica and their place follow from. */
export interface ReplicaWeights {
  readonly accelerator: Accelerator;
  readonly model: ModelShape;
  readonly tensor: number;
  readonly pipeline: number;
  readonly data: number;
  readonly expert: number;
  readonly weights: WeightFormat;
}

export interface MemoryInput extends ReplicaWeights {
  readonly activations: Dtype;
  readonly kvCache: Dtype;
  /** Share of the chip's memory that the engine may use. */
  readonly memoryUtilization: number;
  readonly maxBatchedTokens: number;
  readonly blockTokens: number;
  /** Per chip: context, graphs, fragmentation (EngineProfile.reserveBytes). */
  readonly reserveBytes: Bytes;
  /** What the engines of other models hold on each of the same chips: weights, activations, reserves. */
  readonly besideBytes?: Bytes;
  /** A model that drafts on the same chips, cut like the other; with tables of its own, or without. One stage only. */
  readonly draft?: { readonly model: ModelShape; readonly hasTables: boolean };
}

/** What one chip of the tightest pipeline stage holds: usable = weights + activations + reserve + what others hold + KV. */
export interface MemoryFit {
  /** Of the chip, before memoryUtilization. */
  readonly memoryBytes: Bytes;
  readonly weightBytes: Bytes;
  /** Peak while maxBatchedTokens flow. */
  readonly activationBytes: Bytes;
  readonly reserveBytes: Bytes;
  /** What engines of other models hold; absent where the chips are one model's. */
  readonly besideBytes?: Bytes;
  /** Room that is left for KV blocks; negative when the model does not fit. */
  readonly kvBytes: Bytes;
  /** What one KV block takes on this chip. */
  readonly blockBytes: Bytes;
  /** Blocks of the replica: each spans all its chips. ≤ 0 when the model does not fit. */
  readonly kvBlocks: number;
  /** What a sequence keeps in recurrent layers on this chip, whatever its length, and the blocks that this takes. */
  readonly stateBytes: Bytes;
  readonly stateBlocks: number;
  /** Tokens of one block: the input's, or a model's whole context where no layer attends. */
  readonly blockTokens: number;
}

/** Sequences whose logits exist at once in the last stage, in fp32 beside 16 bits (assumed: vLLM's default batch). */
const logitRows = 256;

/**
 * Memory of one replica, and how many KV blocks it has room for: per chip
 * ⌊(memoryUtilization × memory − weights − peak activations − reserve) ÷ bytes per block⌋, the least over pipeline
 * stages (contract, `kvBlocks: auto`). The figures are those of the stage with the fewest blocks.
 *
 * A sequence's state in recurrent layers takes whole blocks beside those of its tokens: as many as hold it, of the stage
 * where that is most (blocks span all stages). A stage without attention cuts its states into as many blocks. Where no
 * layer attends, a block holds one state, and with it a sequence of any length.
 */
export function memoryFit(input: MemoryInput): MemoryFit {
  const { accelerator, model, pipeline, reserveBytes, besideBytes } = input;
  assert(pipeline <= model.layers, 'memoryFit: more pipeline stages than layers');
  const { memoryBytes } = accelerator;
  const room = stateRoom(input);
  let tightest: MemoryFit | null = null;
  let first = 0;
  const stages = stageLayers(model.layers, pipeline);
  for (const [stage, count] of stages.entries()) {
    const ownBytes = stageWeightBytes(input, first, count, stage === 0, stage === pipeline - 1);
    const weightBytes = ownBytes + draftWeightBytes(input);
    const activationBytes = Math.max(
      stageActivationBytes(input, first, count, stage === pipeline - 1),
      stage === 0 ? encoderActivationBytes(input) : 0,
    );
    const held = stageCache(input, layerKinds(model, first, count));
    const ownBlock = held.tokens > 0 ? held.tokens : held.state / Math.max(1, room.stateBlocks);
    const blockBytes = ownBlock + draftBlockBytes(input);
    const usable = input.memoryUtilization * memoryBytes;
    const kvBytes = usable - weightBytes - activationBytes - reserveBytes - (besideBytes ?? 0);
    const kvBlocks = Math.floor(kvBytes / blockBytes);
    const fit = {
      memoryBytes,
      weightBytes,
      activationBytes,
      reserveBytes,
      ...(besideBytes === undefined ? {} : { besideBytes }),
      kvBytes,
      blockBytes,
      kvBlocks,
      stateBytes: held.state,
      ...room,
    };
    if (tightest === null || kvBlocks < tightest.kvBlocks) tightest = fit;
    first += count;
  }
  assert(tightest !== null, 'memoryFit: no pipeline stage');
  return tightest;
}

/** Bytes that one block of tokens, and the state of one sequence, take on a chip of a stage. */
function stageCache({ model, tensor, kvCache, blockTokens }: MemoryInput, kinds: LayerKinds) {
  return {
    tokens: blockTokens * kinds.attention * kvBytesPerTokenAndLayer(model, tensor, kvCache),
    state: kinds.recurrent * stateBytesPerLayer(model, tensor),
  };
}

/** Blocks of one sequence's state, and tokens of one block. */
function stateRoom(input: MemoryInput): Pick<MemoryFit, 'stateBlocks' | 'blockTokens'> {
  const { model, pipeline, blockTokens } = input;
  const { recurrent } = model;
  if (recurrent === undefined || recurrent.layers === 0) return { stateBlocks: 0, blockTokens };
  if (recurrent.layers === model.layers) {
    return { stateBlocks: 0, blockTokens: model.contextTokens };
  }
  let stateBlocks = 1;
  let first = 0;
  for (const count of stageLayers(model.layers, pipeline)) {
    const { tokens, state } = stageCache(input, layerKinds(model, first, count));
    if (tokens > 0) stateBlocks = Math.max(stateBlocks, Math.ceil(state / tokens));
    first += count;
  }
  return { stateBlocks, blockTokens };
}

/** Tokens of the longest sequence that a cache of `kvBlocks` holds alone. */
export function roomOfOne(
  { stateBlocks, blockTokens }: Pick<MemoryFit, 'stateBlocks' | 'blockTokens'>,
  kvBlocks: number,
): number {
  return Math.max(0, kvBlocks - stateBlocks) * blockTokens;
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
  return layerKinds(model).attention * kvBytesPerTokenAndLayer(model, 1, kvCache);
}

/** Weight bytes of a chip of the stage that has most. */
export function weightBytesPerChip(input: ReplicaWeights): Bytes {
  let most = 0;
  let first = 0;
  const stages = stageLayers(input.model.layers, input.pipeline);
  for (const [stage, count] of stages.entries()) {
    const isLast = stage === stages.length - 1;
    most = Math.max(most, stageWeightBytes(input, first, count, stage === 0, isLast));
    first += count;
  }
  return most;
}

function draftWeightBytes(input: MemoryInput): Bytes {
  const { draft, pipeline } = input;
  if (draft === undefined) return 0;
  assert(pipeline === 1, 'memoryFit: drafts beside pipeline stages');
  const { model, hasTables } = draft;
  const expert = model.moe === undefined ? 1 : input.expert;
  const { layers } = model;
  return stageWeightBytes({ ...input, model, expert }, 0, layers, hasTables, hasTables);
}

function draftBlockBytes({ draft, tensor, kvCache, blockTokens }: MemoryInput): Bytes {
  if (draft === undefined) return 0;
  const { model } = draft;
  return blockTokens * model.layers * kvBytesPerTokenAndLayer(model, tensor, kvCache);
}

function stageWeightBytes(
  input: ReplicaWeights,
  first: number,
  count: number,
  isFirst: boolean,
  isLast: boolean,
): Bytes {
  const { model, tensor, weights } = input;
  const { data, expert } = input;
  const wide = unquantisedBytesPerElement(weights);
  const stored = storedBytesPerWeight(model, weights);
  const bytesOf = (m: Matrix, chips = tensor) =>
    elements(m) * share(m.cut, model, chips) * (m.quantised ? stored : wide);
  const sumOf = (some: readonly Matrix[], chips: number) =>
    some.reduce((sum, m) => sum + bytesOf(m, chips), 0);
  const held = model.adapter?.held ?? 1;
  const bytesOfAll = (all: readonly Matrix[], chips = tensor) =>
    sumOf(all, chips) + held * sumOf(adapterMatrices(model, all), chips);
  const kinds = layerKinds(model, first, count);
  // Two norms per layer, but for those without an MLP.
  const norms = 2 * model.hiddenSize * wide;
  const single = count - kinds.dense - kinds.sparse;
  let total = kinds.attention * (bytesOfAll(attentionMatrices(model)) + norms);
  if (kinds.recurrent > 0) {
    const taps = convolutionElements(model) * share('states', model, tensor) * wide;
    total += kinds.recurrent * (bytesOfAll(mixerMatrices(model)) + taps + norms);
    total -= (single * norms) / 2;
  }
  total += kinds.dense * bytesOfAll(mlpMatrices(model, model.intermediateSize, ''));
  if (model.moe !== undefined) {
    const matrices = mlpMatrices(model, model.moe.expertIntermediateSize, 'expert-');
    const held = expertsPerRank({ ...model.moe, ranks: expert });
    const experts = held * bytesOfAll(matrices, (tensor * data) / expert);
    const shared = bytesOfAll(mlpMatrices(model, model.moe.sharedIntermediateSize, 'shared-'));
    total += kinds.sparse * (experts + shared + bytesOf(routerMatrix(model)));
  }
  // A tied table is stored once where its two uses share a chip, twice where the pipeline parts them.
  const tables = isFirst && isLast && model.tiedEmbeddings ? 1 : Number(isFirst) + Number(isLast);
  total += tables * bytesOf(vocabularyMatrix(model, 'vocabulary'));
  if (isLast) total += model.hiddenSize * wide;
  const encoder = isFirst ? encoderShape(model) : null;
  if (encoder === null) return total;
  return total + stageWeightBytes({ ...input, model: encoder }, 0, encoder.layers, true, true);
}

/** Of images that come to maxBatchedTokens, in the first stage: their patches are on the chips before the prompts are. */
function encoderActivationBytes(input: MemoryInput): Bytes {
  const { vision } = input.model;
  const model = encoderShape(input.model);
  if (vision === undefined || model === null) return 0;
  const maxBatchedTokens = input.maxBatchedTokens * vision.mergeSide * vision.mergeSide;
  return stageActivationBytes({ ...input, model, maxBatchedTokens }, 0, model.layers, false);
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
  for (const m of [...attentionMatrices(model), ...mixerMatrices(model)]) {
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
