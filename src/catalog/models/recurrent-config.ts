import type { RecurrentLayers } from '../../physics/data-sheets.ts';
import { type ConfigFields, limits, printed } from './config-fields.ts';

/** Token mixers of a config, and those among them that keep a state. */
export interface Mixers {
  readonly layers: number;
  readonly recurrent: RecurrentLayers;
}

/** Tokens that the kernels of gated delta networks work on at once (flash-linear-attention), and of lightning attention. */
const DELTA_CHUNK = 64;
const LIGHTNING_BLOCK = 256;

/** Mamba2ForCausalLM: every layer is a Mamba-2 mixer, without an MLP. */
export function mamba2(config: ConfigFields, layers: number): Mixers {
  return {
    layers,
    recurrent: {
      rule: 'state-space',
      layers,
      mlpLayers: 0,
      ...stateSpace(config, 'num_heads', 'head_dim', 'state_size'),
    },
  };
}

/**
 * Nemotron-H: each layer is one mixer or one MLP, by a letter of `hybrid_override_pattern`: M Mamba-2, * attention, - MLP,
 * E experts. An MLP counts with the mixer before it.
 */
export function nemotronH(config: ConfigFields): Mixers {
  const pattern = config.raw('hybrid_override_pattern');
  if (typeof pattern !== 'string' || !/^[M*E-]{1,1000}$/.test(pattern)) {
    const given = pattern === undefined ? 'is missing' : `= ${printed(pattern)}`;
    throw config.error(`hybrid_override_pattern ${given}: expected letters M, *, - and E`);
  }
  const count = (letter: string) => pattern.split(letter).length - 1;
  if (count('-') > 0 && count('E') > 0) {
    throw config.error(
      'hybrid_override_pattern has - and E: MLPs beside experts are not supported',
    );
  }
  const layers = count('M') + count('*');
  const mlpLayers = count('-') + count('E');
  if (count('M') === 0 || mlpLayers > layers) {
    throw config.error(
      `hybrid_override_pattern has ${count('M')} M and ${mlpLayers} MLPs for ${layers} mixers: expected an M, and no more MLPs than mixers`,
    );
  }
  return {
    layers,
    recurrent: {
      rule: 'state-space',
      layers: count('M'),
      mlpLayers,
      ...stateSpace(config, 'mamba_num_heads', 'mamba_head_dim', 'ssm_state_size'),
    },
  };
}

function stateSpace(config: ConfigFields, heads: string, width: string, state: string) {
  return {
    heads: config.count(heads, 1, limits.heads),
    keyHeads: config.count('n_groups', 1, limits.heads, 1),
    keyDim: config.count(state, 1, limits.headWidth, 128),
    valueDim: config.count(width, 1, limits.headWidth, 64),
    gatesPerHead: 1,
    convolutionTaps: config.count('conv_kernel', 1, 64, 4),
    chunkTokens: config.count('chunk_size', 1, 4096, 256),
  };
}

/** Qwen3-Next: gated delta networks but for every `full_attention_interval`-th layer; each with experts. */
export function qwen3Next(config: ConfigFields, layers: number): Mixers {
  const every = config.count('full_attention_interval', 1, limits.layers, 4);
  const attending = typesOf(config, layers) ?? Math.floor(layers / every);
  return {
    layers,
    recurrent: {
      rule: 'gated-delta',
      layers: layers - attending,
      mlpLayers: layers,
      heads: config.count('linear_num_value_heads', 1, limits.heads, 32),
      keyHeads: config.count('linear_num_key_heads', 1, limits.heads, 16),
      keyDim: config.count('linear_key_head_dim', 1, limits.headWidth, 128),
      valueDim: config.count('linear_value_head_dim', 1, limits.headWidth, 128),
      gatesPerHead: 2,
      convolutionTaps: config.count('linear_conv_kernel_dim', 1, 64, 4),
      chunkTokens: DELTA_CHUNK,
    },
  };
}

/** MiniMax-Text-01: lightning attention where `attn_type_list` has 0, softmax attention where it has 1. */
export function minimaxText(config: ConfigFields, layers: number): Mixers {
  const heads = config.count('num_attention_heads', 1, limits.heads);
  const headDim = config.count('head_dim', 1, limits.headWidth);
  return {
    layers,
    recurrent: {
      rule: 'lightning',
      layers: layers - (typesOf(config, layers) ?? attentionTypes(config, layers)),
      mlpLayers: layers,
      heads,
      keyHeads: heads,
      keyDim: headDim,
      valueDim: headDim,
      gatesPerHead: 0,
      convolutionTaps: 0,
      chunkTokens: LIGHTNING_BLOCK,
    },
  };
}

function attentionTypes(config: ConfigFields, layers: number): number {
  const types = config.raw('attn_type_list');
  if (!Array.isArray(types) || types.length !== layers || types.some((t) => t !== 0 && t !== 1)) {
    throw config.error(
      `attn_type_list = ${printed(types)}: expected a list of ${layers}, each 0 or 1`,
    );
  }
  return types.filter((type) => type === 1).length;
}

/** Layers with full attention by `layer_types`; undefined without the list. */
function typesOf(config: ConfigFields, layers: number): number | undefined {
  const types = config.strings('layer_types');
  if (types === undefined) return undefined;
  if (types.length !== layers) {
    throw config.error(`layer_types has ${types.length} entries for ${layers} layers`);
  }
  return types.filter((type) => type === 'full_attention').length;
}
