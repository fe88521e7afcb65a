import type { ModelShape } from './data-sheets.ts';

/**
 * How tensor parallelism cuts a matrix: by query heads, by KV heads, by the states of a recurrent layer or the heads of
 * their keys, by width, by vocabulary, or not at all.
 */
export type Cut = 'heads' | 'kv-heads' | 'states' | 'state-keys' | 'width' | 'vocabulary' | 'none';

/** A weight matrix of a transformer. One token costs 2·inputs·outputs FLOPs. */
export interface Matrix {
  readonly name: string;
  readonly inputs: number;
  readonly outputs: number;
  readonly cut: Cut;
  /** Which of its sides is cut: outputs, or inputs where a sum over chips (all-reduce) follows. */
  readonly side: 'inputs' | 'outputs';
  /** False for what checkpoints keep in 16 bits: router, embedding, LM head. */
  readonly quantised: boolean;
}

function matrix(
  name: string,
  inputs: number,
  outputs: number,
  cut: Cut,
  side: Matrix['side'] = 'outputs',
): Matrix {
  return { name, inputs, outputs, cut, side, quantised: true };
}

/** Projections of one attention layer: multi-head, grouped-query, or multi-head latent (DeepSeek-V2, arXiv 2405.04434). */
export function attentionMatrices(model: ModelShape): readonly Matrix[] {
  const { hiddenSize, attentionHeads, kvHeads, headDim, mla } = model;
  if (mla === undefined) {
    const width = attentionHeads * headDim;
    return [
      matrix('query', hiddenSize, (model.gatedAttention === true ? 2 : 1) * width, 'heads'),
      matrix('key-value', hiddenSize, 2 * kvHeads * headDim, 'kv-heads'),
      matrix('attention-output', width, hiddenSize, 'heads', 'inputs'),
    ];
  }
  const queryWidth = attentionHeads * (mla.nopeDim + mla.ropeDim);
  const query =
    mla.queryRank > 0
      ? [
          matrix('query-down', hiddenSize, mla.queryRank, 'none'),
          matrix('query-up', mla.queryRank, queryWidth, 'heads'),
        ]
      : [matrix('query', hiddenSize, queryWidth, 'heads')];
  return [
    ...query,
    matrix('key-value-down', hiddenSize, mla.kvRank + mla.ropeDim, 'none'),
    matrix('key-value-up', mla.kvRank, attentionHeads * (mla.nopeDim + mla.valueDim), 'heads'),
    matrix('attention-output', attentionHeads * mla.valueDim, hiddenSize, 'heads', 'inputs'),
  ];
}

/**
 * Projections of a recurrent layer: values and output gates with the scalars of each state, queries and keys, and the
 * output (Mamba-2's in_proj is the first two as one product; so are those of gated delta networks). None without.
 */
export function mixerMatrices({ hiddenSize, recurrent }: ModelShape): readonly Matrix[] {
  if (recurrent === undefined) return [];
  const { heads, keyHeads, keyDim, valueDim, gatesPerHead } = recurrent;
  return [
    matrix('mixer-input', hiddenSize, heads * (2 * valueDim + gatesPerHead), 'states'),
    matrix('mixer-keys', hiddenSize, 2 * keyHeads * keyDim, 'state-keys'),
    matrix('mixer-output', heads * valueDim, hiddenSize, 'states', 'inputs'),
  ];
}

/** Matrices of an MLP of `width`: gate and up as one product, then down; without a gate only up and down. */
export function mlpMatrices(model: ModelShape, width: number, prefix: string): readonly Matrix[] {
  if (width === 0) return [];
  const { hiddenSize, gatedMlp } = model;
  return [
    matrix(
      `${prefix}${gatedMlp ? 'gate-up' : 'up'}`,
      hiddenSize,
      (gatedMlp ? 2 : 1) * width,
      'width',
    ),
    matrix(`${prefix}down`, width, hiddenSize, 'width', 'inputs'),
  ];
}

/** The router of a mixture-of-experts layer; every tensor rank computes all of it. */
export function routerMatrix(model: ModelShape): Matrix {
  return {
    ...matrix('router', model.hiddenSize, model.moe?.experts ?? 0, 'none'),
    quantised: false,
  };
}

/** The embedding table (a look-up, no product) or the LM head. */
export function vocabularyMatrix(model: ModelShape, name: string): Matrix {
  return { ...matrix(name, model.hiddenSize, model.vocabSize, 'vocabulary'), quantised: false };
}

/** Elements of a matrix. */
export function elements(m: Matrix): number {
  return m.inputs * m.outputs;
}

/**
 * Share of a matrix that one of `tensor` chips holds and computes. Whole heads stay on one chip, so that a count
 * which `tensor` does not divide loads the fullest one; KV heads are replicated when there are fewer than chips.
 */
export function share(cut: Cut, model: ModelShape, tensor: number): number {
  switch (cut) {
    case 'none':
      return 1;
    case 'heads':
      return Math.ceil(model.attentionHeads / tensor) / model.attentionHeads;
    case 'kv-heads':
      return Math.ceil(model.kvHeads / tensor) / model.kvHeads;
    case 'states':
      return wholeHeads(model.recurrent?.heads ?? 1, tensor);
    case 'state-keys':
      return wholeHeads(model.recurrent?.keyHeads ?? 1, tensor);
    default:
      return 1 / tensor;
  }
}

function wholeHeads(heads: number, tensor: number): number {
  return Math.ceil(heads / tensor) / heads;
}

/** Layers of each kind among some: `attention` and `recurrent` are all of them, `dense` and `sparse` those with an MLP. */
export interface LayerKinds {
  readonly attention: number;
  readonly recurrent: number;
  readonly dense: number;
  /** With a mixture of experts. */
  readonly sparse: number;
}

/** How many of the layers [first, first + count) are of each kind. */
export function layerKinds(model: ModelShape, first = 0, count = model.layers): LayerKinds {
  const { layers, recurrent } = model;
  const lastDense = model.moe === undefined ? layers : model.moe.denseLayers;
  const early = Math.max(0, Math.min(first + count, lastDense) - first);
  if (recurrent === undefined) {
    return { attention: count, recurrent: 0, dense: early, sparse: count - early };
  }
  const attention = spread(layers - recurrent.layers, layers, first, count);
  const mlps = spread(recurrent.mlpLayers, layers, first, count);
  const dense = Math.min(early, mlps);
  return { attention, recurrent: count - attention, dense, sparse: mlps - dense };
}

/** How many of `some` layers, spread evenly over all so that each period ends with its own, lie in [first, first + count). */
function spread(some: number, all: number, first: number, count: number): number {
  return Math.floor(((first + count) * some) / all) - Math.floor((first * some) / all);
}

/**
 * Layers of each pipeline stage: as even as can be, the first stages one more when `pipeline` does not divide.
 * @example stageLayers(80, 3) // [27, 27, 26]
 */
export function stageLayers(layers: number, pipeline: number): readonly number[] {
  const floor = Math.floor(layers / pipeline);
  const rest = layers % pipeline;
  return Array.from({ length: pipeline }, (_, stage) => floor + (stage < rest ? 1 : 0));
}
