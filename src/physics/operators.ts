import { assert } from '../base/assert.ts';
import { type AttentionCost, attentionCost } from './attention.ts';
import type { ModelShape } from './data-sheets.ts';
import {
  activationBytesPerElement,
  bytesPerElement,
  type ComputeDtype,
  computeDtype,
} from './dtype.ts';
import { markSkipped } from './early-exit.ts';
import type { ExpertSpread } from './experts.ts';
import { attentionWithoutBytes, withoutBytes } from './free-bytes.ts';
import {
  attentionMatrices,
  type LayerKinds,
  layerKinds,
  type Matrix,
  mixerMatrices,
  mlpMatrices,
  routerMatrix,
  stageLayers,
  vocabularyMatrix,
} from './matrices.ts';
import {
  gateBytes,
  makers,
  type Operator,
  type RooflineInput,
  type Where,
  withQuantising,
} from './operator.ts';
import { recurrenceOperators } from './recurrent.ts';
import { computedShare } from './sparsity.ts';

/** Everything that a step consists of, but for collectives and the host. */
export interface OperatorList {
  readonly operators: readonly Operator[];
  readonly attention: AttentionCost;
  /** All layers, those that attend, and mixers and MLPs together. */
  readonly layers: Where;
  readonly attentionLayers: Where;
  readonly halves: Where;
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
  const { all, attention, recurrent, once } = stages;
  const operators: Operator[] = [
    move('embedding', once, model.hiddenSize * width),
    ...normOperators(model, stages, width, move),
  ];
  if (attention.repeats > 0) {
    operators.push(
      ...withQuantising(input, 'attention', attentionMatrices(model), attention, made),
    );
  }
  if (recurrent.repeats > 0) {
    operators.push(...withQuantising(input, 'mixer', mixerMatrices(model), recurrent, made));
    operators.push(...recurrenceOperators(input, recurrent, made, { dtype: wide.dtype, width }));
  }
  if (model.mla !== undefined && attention.repeats > 0) {
    // Chunked prefill expands the compressed cache of earlier chunks again.
    const up = attentionMatrices(model).find((m) => m.name === 'key-value-up') as Matrix;
    const cached = { name: 'key-value-up (cached)', weightBytes: 0, paddingRows: 0 };
    operators.push(gemm([up], attention, { ...cached, rows: 'cached' }));
  }
  const cut = makers({ ...input, tensor: expertTensor(input) }, products.dtype, wide.dtype);
  operators.push(...mlpOperators(input, stages, made, cut));
  operators.push(gemm([vocabularyMatrix(model, 'lm-head')], once, { rows: 'yielding' }));
  return {
    operators: markSkipped(model, withoutBytes(input, operators)),
    attention: attentionWithoutBytes(input, attentionCost(input, wide.dtype, width)),
    layers: all,
    attentionLayers: attention,
    halves: stages.halves,
    streamBytes: model.hiddenSize * width,
    logitBytes: model.vocabSize * width,
    routed: routedLayers(input, stages.sparse),
    fallbacks: fallbacksOf(input, [products, wide]),
  };
}

/** What the chip lacks and makes up for, each once. */
function fallbacksOf({ model, accelerator }: RooflineInput, formats: ComputeDtype[]): string[] {
  const all = formats.flatMap(({ fallback }) => (fallback === null ? [] : [fallback]));
  const dtype = formats[0]?.dtype ?? 'bf16';
  if (model.sparsity?.kind === '2:4' && computedShare(model, accelerator, dtype) === 1) {
    all.push(
      `${accelerator.name} has no units for 2:4 sparsity in ${dtype}: products are computed as dense ones, and only bytes are saved`,
    );
  }
  return [...new Set(all)];
}

/**
 * Norms before each mixer and each MLP, each with its residual: two streams in, two out; and the launch that rotates
 * and caches keys.
 */
function normOperators(
  model: ModelShape,
  { all, attention, halves }: ReturnType<typeof stageKinds>,
  width: number,
  move: ReturnType<typeof makers>['move'],
): Operator[] {
  if (model.recurrent === undefined) return [move('norms', all, 8 * model.hiddenSize * width, 3)];
  return [
    move('norms', halves, 4 * model.hiddenSize * width),
    ...(attention.repeats > 0 ? [move('rotation', attention, 0)] : []),
  ];
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
  operators.push(made.gemm([routerMatrix(model)], sparse));
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
  const stages: LayerKinds[] = [];
  let first = 0;
  for (const count of stageLayers(model.layers, pipeline)) {
    stages.push(layerKinds(model, first, count));
    first += count;
  }
  const where = (of: (kinds: LayerKinds) => number): Where => ({
    repeats: of(whole),
    stageRepeats: Math.max(...stages.map(of)),
  });
  const mixers = (kinds: LayerKinds) => kinds.attention + kinds.recurrent;
  return {
    all: where(mixers),
    attention: where((kinds) => kinds.attention),
    recurrent: where((kinds) => kinds.recurrent),
    dense: where((kinds) => kinds.dense),
    sparse: where((kinds) => kinds.sparse),
    halves: where((kinds) => mixers(kinds) + kinds.dense + kinds.sparse),
    once: { repeats: 1, stageRepeats: 1 },
  };
}

/** Format of attention and of what is not quantised: that of the activations or weights if it is wide, else bf16. */
function wideProducts(input: RooflineInput): ComputeDtype {
  const { weights, activations } = input;
  if (bytesPerElement(activations) >= 2) return required(input, activations, activations);
  const format = weights === 'fp8-block' || bytesPerElement(weights) < 2 ? 'bf16' : weights;
  return required(input, format, format);
}

function required(
  input: RooflineInput,
  weights: RooflineInput['weights'],
  activations: RooflineInput['activations'],
): ComputeDtype {
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
  const plain = model.moe === undefined && model.recurrent === undefined;
  assert(model.earlyExit === undefined || plain, 'early exit is of dense attending layers');
}
