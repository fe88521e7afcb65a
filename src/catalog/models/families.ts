import type { ModelShape } from '../../physics/data-sheets.ts';
import { type ConfigFields, limits } from './config-fields.ts';
import { deepseekExperts, latentAttention } from './deepseek-config.ts';
import { type Mixers, mamba2, minimaxText, nemotronH, qwen3Next } from './recurrent-config.ts';
import type { WindowRule } from './sliding-window.ts';

type Moe = NonNullable<ModelShape['moe']>;
type Mla = NonNullable<ModelShape['mla']>;

/** How one architecture's config.json differs from Llama's. */
export interface Family {
  /** The language model stands in `text_config`. */
  readonly nested?: boolean;
  /** What transformers assumes when `tie_word_embeddings` is absent; false when not given. */
  readonly tied?: boolean;
  /** False for a plain two-matrix MLP. */
  readonly gated?: boolean;
  /** Which layers keep to `sliding_window`; absent where the architecture has none. */
  readonly window?: WindowRule;
  readonly moe?: (config: ConfigFields, layers: number) => Moe | undefined;
  /** Layers that keep a state: `layers` is what the config calls the number of layers. */
  readonly recurrent?: (config: ConfigFields, layers: number) => Mixers;
  /** Whether attention's output has a gate as wide as its queries. */
  readonly gatedAttention?: boolean;
  readonly mla?: (config: ConfigFields) => Mla;
  /** What transformers assumes for fields that published configs leave out. */
  readonly defaults?: {
    readonly heads?: number;
    readonly kvHeads?: number;
    readonly headDim?: number;
    readonly vocabulary?: number;
    readonly context?: number;
  };
  /** Other names of the same fields. */
  readonly names?: {
    readonly layers?: readonly [string, ...string[]];
    readonly hidden?: readonly [string, ...string[]];
    readonly heads?: readonly [string, ...string[]];
    readonly headDim?: readonly [string, ...string[]];
    /** Width of the MLP. */
    readonly intermediate?: string;
    readonly context?: string;
  };
}

function mixtralExperts(config: ConfigFields): Moe {
  const experts = config.count('num_local_experts', 1, limits.experts);
  return {
    experts,
    expertsPerToken: config.count('num_experts_per_tok', 1, experts),
    expertIntermediateSize: config.count('intermediate_size', 1, limits.width),
    sharedIntermediateSize: 0,
    denseLayers: 0,
  };
}

function qwenExperts(config: ConfigFields, layers: number): Moe {
  const experts = config.count('num_experts', 1, limits.experts);
  config.count('decoder_sparse_step', 1, 1, 1);
  const dense = config.raw('mlp_only_layers') ?? [];
  if (!Array.isArray(dense) || dense.length >= layers || dense.some((layer, at) => layer !== at)) {
    throw config.error('mlp_only_layers: only a run of layers from 0 is supported');
  }
  return {
    experts,
    expertsPerToken: config.count('num_experts_per_tok', 1, experts),
    expertIntermediateSize: config.count('moe_intermediate_size', 1, limits.width),
    sharedIntermediateSize: 0,
    denseLayers: dense.length,
  };
}

function qwenNextExperts(config: ConfigFields, layers: number): Moe {
  const shared = config.count('shared_expert_intermediate_size', 0, limits.width, 0);
  return { ...qwenExperts(config, layers), sharedIntermediateSize: shared };
}

/** Of the layers with the letter E; undefined where there is none. */
function nemotronExperts(config: ConfigFields): Moe | undefined {
  if (!String(config.raw('hybrid_override_pattern')).includes('E')) return undefined;
  const experts = config.count('n_routed_experts', 1, limits.experts);
  return {
    experts,
    expertsPerToken: config.count('num_experts_per_tok', 1, experts),
    expertIntermediateSize: config.count('moe_intermediate_size', 1, limits.width),
    sharedIntermediateSize: config.count('moe_shared_expert_intermediate_size', 0, limits.width, 0),
    denseLayers: 0,
  };
}

const minimax: Family = { moe: mixtralExperts, recurrent: minimaxText };

const gemma3: Family = {
  tied: true,
  window: { globalEvery: 6 },
  defaults: { heads: 8, kvHeads: 4, headDim: 256, vocabulary: 262_208, context: 131_072 },
};

/** Every supported architecture by its name in `architectures`. */
export const families: Readonly<Record<string, Family>> = {
  LlamaForCausalLM: {},
  MistralForCausalLM: { window: 'all', defaults: { kvHeads: 8 } },
  Mistral3ForConditionalGeneration: { nested: true, window: 'all', defaults: { kvHeads: 8 } },
  Qwen2ForCausalLM: { window: 'opt-in' },
  Qwen3ForCausalLM: { window: 'opt-in', defaults: { headDim: 128 } },
  Phi3ForCausalLM: { window: 'all' },
  Gemma3ForCausalLM: gemma3,
  Gemma3ForConditionalGeneration: { ...gemma3, nested: true },
  MixtralForCausalLM: { window: 'all', moe: mixtralExperts, defaults: { kvHeads: 8 } },
  Qwen3MoeForCausalLM: { window: 'opt-in', moe: qwenExperts },
  GptOssForCausalLM: { window: { globalEvery: 2 }, moe: mixtralExperts, defaults: { headDim: 64 } },
  DeepseekV3ForCausalLM: { moe: deepseekExperts, mla: latentAttention },
  Mamba2ForCausalLM: {
    recurrent: mamba2,
    names: { heads: ['num_heads'] },
    // No positions that would end: as far as Codestral Mamba was tried.
    defaults: { headDim: 64, context: 262_144 },
  },
  NemotronHForCausalLM: {
    gated: false,
    moe: nemotronExperts,
    recurrent: nemotronH,
    names: { headDim: ['head_dim', 'attention_head_dim'], intermediate: 'intermediate_size' },
    defaults: { headDim: 128, context: 8192 },
  },
  Qwen3NextForCausalLM: {
    moe: qwenNextExperts,
    recurrent: qwen3Next,
    gatedAttention: true,
    defaults: { headDim: 256 },
  },
  MiniMaxForCausalLM: minimax,
  MiniMaxText01ForCausalLM: minimax,
  BloomForCausalLM: {
    tied: true,
    gated: false,
    names: {
      layers: ['n_layer', 'num_hidden_layers'],
      hidden: ['hidden_size', 'n_embed'],
      heads: ['n_head', 'num_attention_heads'],
      context: 'seq_length',
    },
    defaults: { context: 2048 },
  },
};

/** Why others are refused, by what their names contain. */
export const refusals: readonly { readonly pattern: RegExp; readonly reason: string }[] = [
  {
    pattern: /Mamba|Rwkv|Jamba|Bamba|Zamba|Falcon_?H1|Hybrid|Next|Lfm|GatedDelta/i,
    reason: 'of state-space and hybrid models, only those that are known can be read',
  },
  {
    pattern:
      /ForMaskedLM|ForSequenceClassification|ForTokenClassification|ForQuestionAnswering|^(Bert|Roberta|Deberta|Electra|XLMRoberta|ModernBert)|Model$/,
    reason: 'encoders and bare backbones generate no tokens',
  },
  {
    pattern: /^(T5|MT5|Bart|MBart|Marian|Whisper|Pegasus|UMT5|T5Gemma)|Seq2Seq|ForSpeech/,
    reason: 'encoder–decoder models have a second attention over the encoder',
  },
];
