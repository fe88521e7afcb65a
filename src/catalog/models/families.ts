import type { ModelShape } from '../../physics/data-sheets.ts';
import { type ConfigFields, limits } from './config-fields.ts';
import { deepseekExperts, latentAttention } from './deepseek-config.ts';
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
  readonly moe?: (config: ConfigFields, layers: number) => Moe;
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
    pattern: /Mamba|Rwkv|Jamba|Bamba|Zamba|Falcon_?H1|Nemotron_?H|Hybrid|Next|Lfm|GatedDelta/i,
    reason: 'state-space and hybrid models keep no KV cache per token in some layers',
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
