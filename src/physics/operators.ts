import { assert } from '../base/assert.ts';
import type { Accelerator, Dtype, EngineProfile, Link, ModelShape } from './data-sheets.ts';
import {
  activationBytesPerElement,
  bytesPerElement,
  type ComputeDtype,
  computeDtype,
  unquantisedBytesPerElement,
} from './dtype.ts';
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
import { kvBytesPerTokenAndLayer } from './memory.ts';

/** What the roofline needs to know: hardware, model, layout, precision, engine. */
export interface RooflineInput {
  readonly accelerator: Accelerator;
  /** The link between the chips of one node; not read when the replica is one chip. */
  readonly link: Link;
  readonly model: ModelShape;
  readonly profile: EngineProfile;
  readonly tensor: number;
  readonly pipeline: number;
  readonly weights: Dtype;
  readonly activations: Dtype;
  readonly kvCache: Dtype;
}

/** Which tokens of a step an operator works on. */
export type Rows =
  /** Every token of the step. */
  | 'tokens'
  /** Tokens that yield a next one: decoding sequences and prompts that finish. */
  | 'yielding'
  /** Tokens that prefilling sequences had cached before. */
  | 'cached';

/**
 * One operator of the model on one chip, repeated over layers. For R rows it lasts
 * max((k·R + padding·D)·flopsPerRow ÷ flopsPerSecond, (D·weightBytes + k·R·bytesPerRow) ÷ bytesPerSecond) per repeat,
 * with k = routes of a row and D = distinct copies of the weights that the rows touch (1 unless experts).
 */
export interface Operator {
  readonly name: string;
  readonly rows: Rows;
  /** Times that one micro-batch passes it in the whole model, and in the stage that has it most often. */
  readonly repeats: number;
  readonly stageRepeats: number;
  /** Experts that a row is routed to, and how many there are; 1 and 1 when there is no routing. */
  readonly routes: number;
  readonly copies: number;
  /** Per chip, per row and route. */
  readonly flopsPerRow: number;
  /** Rows that a product is padded by: part-filled tiles. */
  readonly paddingRows: number;
  readonly bytesPerRow: number;
  /** Per chip and copy. */
  readonly weightBytes: number;
  /** Format of the products; null for operators that only move bytes. */
  readonly dtype: Dtype | null;
  /** Where its rates come from, for `explain`. */
  readonly source: string;
}

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
  readonly fallbacks: readonly string[];
}

/** Achieved FLOP/s and bytes/s of one chip: peak × the profile's efficiency. */
export function rates(input: RooflineInput, dtype: Dtype, kind: 'gemm' | 'attention') {
  const { accelerator, profile } = input;
  const efficiency = kind === 'gemm' ? profile.gemmEfficiency : profile.attentionEfficiency;
  return {
    flopsPerSecond: (accelerator.peak[dtype] ?? 0) * efficiency,
    bytesPerSecond: accelerator.memoryBandwidth * profile.memoryEfficiency,
  };
}

/** Rows of one tile of a large chip's matrix unit (assumed: CUTLASS and cuBLAS tiles of 64 to 256 rows). */
const tileRows = 64;

/** The operators of a step of `input`, in the order in which a token meets them. */
export function listOperators(input: RooflineInput): OperatorList {
  checkInput(input);
  const { model, weights, activations, tensor, pipeline } = input;
  const products = required(input, weights, activations);
  const wide = wideProducts(input);
  const width = activationBytesPerElement(activations);
  const stages = stageKinds(model, pipeline);
  const { gemm, move } = makers(input, products.dtype, wide.dtype);
  const { all, dense, sparse, once } = stages;
  const operators: Operator[] = [
    move('embedding', once, model.hiddenSize * width),
    // Two norms per layer, each with its residual: two streams in, two out.
    move('norms', all, 8 * model.hiddenSize * width),
  ];
  for (const m of attentionMatrices(model)) operators.push(gemm(m, all));
  if (model.mla !== undefined) {
    // Chunked prefill expands the compressed cache of earlier chunks again.
    const up = attentionMatrices(model).find((m) => m.name === 'key-value-up') as Matrix;
    operators.push(
      gemm(up, all, {
        name: 'key-value-up (cached)',
        rows: 'cached',
        weightBytes: 0,
        paddingRows: 0,
      }),
    );
  }
  if (dense.repeats > 0) {
    operators.push(...mlpMatrices(model, model.intermediateSize, '').map((m) => gemm(m, dense)));
    operators.push(
      move('activation', dense, gateBytes(model, model.intermediateSize, tensor, width)),
    );
  }
  const { moe } = model;
  if (moe !== undefined && sparse.repeats > 0) {
    operators.push(gemm(routerMatrix(model), sparse));
    const routing = { routes: moe.expertsPerToken, copies: moe.experts };
    for (const m of mlpMatrices(model, moe.expertIntermediateSize, 'expert-')) {
      operators.push(gemm(m, sparse, routing));
    }
    const routed = gateBytes(model, moe.expertIntermediateSize, tensor, width);
    // Scattered to its experts and gathered again: two streams per route, in and out.
    const perRoute = routed + 4 * model.hiddenSize * width;
    operators.push(move('route and activation', sparse, moe.expertsPerToken * perRoute));
    for (const m of mlpMatrices(model, moe.sharedIntermediateSize, 'shared-')) {
      operators.push(gemm(m, sparse));
    }
  }
  operators.push(gemm(vocabularyMatrix(model, 'lm-head'), once, { rows: 'yielding' }));
  return {
    operators,
    attention: attentionCost(input, wide.dtype, width),
    layers: all.repeats,
    stageLayers: all.stageRepeats,
    streamBytes: model.hiddenSize * width,
    logitBytes: model.vocabSize * width,
    fallbacks: [...new Set([products.fallback, wide.fallback].filter((f) => f !== null))],
  };
}

type Where = Pick<Operator, 'repeats' | 'stageRepeats'>;

/** How one operator is made: a product with a weight matrix, or a pass that only moves bytes. */
function makers(input: RooflineInput, quantised: Dtype, wide: Dtype) {
  const { model, weights, activations, tensor, profile } = input;
  const width = activationBytesPerElement(activations);
  const gemm = (m: Matrix, where: Where, extra: Partial<Operator> = {}): Operator => {
    const dtype = m.quantised ? quantised : wide;
    const weightWidth = m.quantised
      ? bytesPerElement(weights)
      : unquantisedBytesPerElement(weights);
    const part = share(m.cut, model, tensor);
    const inputWidth = m.quantised ? Math.min(width, bytesPerElement(activations)) : width;
    const read = m.inputs * (m.side === 'inputs' ? part : 1) * inputWidth;
    const written = m.outputs * (m.side === 'outputs' ? part : 1) * width;
    const { flopsPerSecond, bytesPerSecond } = rates(input, dtype, 'gemm');
    const ridgeRows = (flopsPerSecond * weightWidth) / (2 * bytesPerSecond);
    return {
      name: m.name,
      rows: 'tokens',
      ...where,
      routes: 1,
      copies: 1,
      flopsPerRow: 2 * elements(m) * part,
      // A chip whose ridge is low has small tiles, or one token would keep it from its memory's speed.
      paddingRows: Math.min(tileRows, ridgeRows / 4),
      bytesPerRow: read + written,
      weightBytes: elements(m) * part * weightWidth,
      dtype,
      source: `GEMM in ${dtype}: peak × ${profile.gemmEfficiency} (${profile.id})`,
      ...extra,
    };
  };
  const move = (name: string, where: Where, bytesPerRow: number): Operator => ({
    name,
    rows: 'tokens',
    ...where,
    routes: 1,
    copies: 1,
    flopsPerRow: 0,
    paddingRows: 0,
    bytesPerRow,
    weightBytes: 0,
    dtype: null,
    source: `bytes: bandwidth × ${profile.memoryEfficiency} (${profile.id})`,
  });
  return { gemm, move };
}

/** Gate and up read, their product written; without a gate, in and out. */
function gateBytes(model: ModelShape, intermediate: number, tensor: number, width: number): number {
  return ((model.gatedMlp ? 3 : 2) * intermediate * width) / tensor;
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
  const { mla } = model;
  if (mla === undefined) {
    const flops = 4 * heads * model.headDim;
    const queryBytes = 2 * heads * model.headDim * width;
    return { decodeFlops: flops, pairFlops: flops, kvBytes, queryBytes, dtype };
  }
  return {
    decodeFlops: 2 * heads * (2 * mla.kvRank + mla.ropeDim),
    pairFlops: 2 * heads * (mla.nopeDim + mla.ropeDim + mla.valueDim),
    kvBytes,
    queryBytes: heads * (mla.nopeDim + mla.ropeDim + mla.valueDim) * width,
    dtype,
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

function checkInput(input: RooflineInput): void {
  const { profile, model, tensor, pipeline } = input;
  for (const key of ['gemmEfficiency', 'attentionEfficiency', 'memoryEfficiency'] as const) {
    assert(profile[key] > 0 && profile[key] <= 1, `${profile.id}: ${key} must be in (0, 1]`);
  }
  assert(Number.isInteger(tensor) && tensor >= 1, 'tensor must be a whole number ≥ 1');
  assert(Number.isInteger(pipeline) && pipeline >= 1, 'pipeline must be a whole number ≥ 1');
  assert(pipeline <= model.layers, 'more pipeline stages than layers');
}
