import type { ModelShape } from '../../physics/data-sheets.ts';
import { printed } from './config-fields.ts';
import { type GgufHeader, readGgufHeader } from './gguf-header.ts';
import { modelFromHuggingFaceConfig } from './hugging-face.ts';

/** Names of llama.cpp (`general.architecture`) and what transformers calls the same. */
const architectures: Readonly<Record<string, string>> = {
  llama: 'LlamaForCausalLM',
  qwen2: 'Qwen2ForCausalLM',
  qwen3: 'Qwen3ForCausalLM',
  qwen3moe: 'Qwen3MoeForCausalLM',
  phi3: 'Phi3ForCausalLM',
  gemma3: 'Gemma3ForCausalLM',
  'gpt-oss': 'GptOssForCausalLM',
  deepseek2: 'DeepseekV3ForCausalLM',
  bloom: 'BloomForCausalLM',
};

/** `general.file_type` of unquantised files. */
const floats: Readonly<Record<number, string>> = { 0: 'float32', 1: 'float16', 32: 'bfloat16' };
/** MXFP4 of gpt-oss. */
const MXFP4 = 38;
/** Quantised types whose weights take more than 5 bits: Q8_0, Q5_0, Q5_1, Q5_K, Q6_K. */
const wide: readonly number[] = [7, 8, 9, 16, 17, 18];

/**
 * The shape that the header of a GGUF file describes: `bytes` are the file's first, up to the end of its tensor list.
 * The metadata are read as the config.json of the same model, with the same checks and refusals
 * ({@link modelFromHuggingFaceConfig}). Weights of 5 and 6 bits count as int8 and narrower ones as int4, the next
 * formats that chips multiply: their true size lies up to 40 % below.
 * @throws Error for bytes that are no GGUF header and for architectures that the shape cannot describe.
 */
export function modelFromGguf(bytes: Uint8Array, id: string): ModelShape {
  const header = readGgufHeader(bytes);
  const shape = modelFromHuggingFaceConfig(configOf(header), id, `GGUF header of ${id}`);
  return {
    ...shape,
    source: {
      kind: 'user',
      text: `GGUF header of ${id} (${String(header.metadata.get('general.architecture'))}); parameters computed from the shape`,
      verified: false,
    },
  };
}

/** The header in the words of a Hugging Face config.json; what is absent stays undefined. */
function configOf(header: GgufHeader): Readonly<Record<string, unknown>> {
  const { metadata, tensorNames } = header;
  const name = metadata.get('general.architecture');
  const known = typeof name === 'string' && Object.hasOwn(architectures, name);
  if (!known) {
    throw new Error(
      `its architecture is ${printed(name)}: known are ${Object.keys(architectures).join(', ')}`,
    );
  }
  const of = (key: string) => metadata.get(`${name}.${key}`);
  const experts = of('expert_count');
  const mixture = typeof experts === 'number' && experts > 0;
  const tokens = metadata.get('tokenizer.ggml.tokens');
  return {
    // Mixtral shares Llama's name.
    architectures: [name === 'llama' && mixture ? 'MixtralForCausalLM' : architectures[name]],
    num_hidden_layers: of('block_count'),
    hidden_size: of('embedding_length'),
    num_attention_heads: of('attention.head_count'),
    num_key_value_heads:
      name === 'deepseek2' ? of('attention.head_count') : of('attention.head_count_kv'),
    head_dim: of('attention.key_length'),
    intermediate_size: of('feed_forward_length') ?? of('expert_feed_forward_length'),
    max_position_embeddings: of('context_length'),
    seq_length: of('context_length'),
    n_inner: of('feed_forward_length'),
    sliding_window: of('attention.sliding_window'),
    vocab_size: typeof tokens === 'object' ? tokens.length : of('vocab_size'),
    tie_word_embeddings: !tensorNames.has('output.weight'),
    ...(mixture ? expertsOf(of) : {}),
    ...(name === 'deepseek2' ? latentOf(of) : {}),
    ...weightsOf(metadata.get('general.file_type')),
  };
}

type Lookup = (key: string) => unknown;

function expertsOf(of: Lookup): Readonly<Record<string, unknown>> {
  const experts = of('expert_count');
  const width = of('expert_feed_forward_length');
  return {
    num_experts: experts,
    num_local_experts: experts,
    n_routed_experts: experts,
    num_experts_per_tok: of('expert_used_count'),
    moe_intermediate_size: width,
    n_shared_experts: of('expert_shared_count'),
    first_k_dense_replace: of('leading_dense_block_count'),
  };
}

/** Newer files say the widths of one head as `…_mla`, and in the plain keys those of the compressed cache. */
function latentOf(of: Lookup): Readonly<Record<string, unknown>> {
  const rope = of('rope.dimension_count');
  const key = of('attention.key_length_mla') ?? of('attention.key_length');
  return {
    kv_lora_rank: of('attention.kv_lora_rank'),
    q_lora_rank: of('attention.q_lora_rank'),
    qk_rope_head_dim: rope,
    qk_nope_head_dim: typeof key === 'number' && typeof rope === 'number' ? key - rope : undefined,
    v_head_dim: of('attention.value_length_mla') ?? of('attention.value_length'),
  };
}

function weightsOf(fileType: unknown): Readonly<Record<string, unknown>> {
  if (typeof fileType !== 'number') return {};
  const float = floats[fileType];
  if (float !== undefined) return { torch_dtype: float };
  if (fileType === MXFP4) return { quantization_config: { quant_method: 'mxfp4' } };
  return {
    quantization_config: { quant_method: 'gptq', bits: wide.includes(fileType) ? 8 : 4 },
  };
}
