import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { models } from '../../../src/catalog/index.ts';
import { modelFromHuggingFaceConfig } from '../../../src/catalog/models/hugging-face.ts';
import type { ModelShape } from '../../../src/physics/data-sheets.ts';

const llama70b = {
  architectures: ['LlamaForCausalLM'],
  hidden_size: 8192,
  intermediate_size: 28672,
  max_position_embeddings: 131072,
  num_attention_heads: 64,
  num_hidden_layers: 80,
  num_key_value_heads: 8,
  tie_word_embeddings: false,
  torch_dtype: 'bfloat16',
  vocab_size: 128256,
};
const mixtral = {
  architectures: ['MixtralForCausalLM'],
  hidden_size: 4096,
  intermediate_size: 14336,
  max_position_embeddings: 32768,
  num_attention_heads: 32,
  num_experts_per_tok: 2,
  num_hidden_layers: 32,
  num_key_value_heads: 8,
  num_local_experts: 8,
  sliding_window: null,
  torch_dtype: 'bfloat16',
  vocab_size: 32000,
};
const qwen3Moe = {
  architectures: ['Qwen3MoeForCausalLM'],
  decoder_sparse_step: 1,
  head_dim: 128,
  hidden_size: 2048,
  intermediate_size: 6144,
  max_position_embeddings: 40960,
  mlp_only_layers: [],
  moe_intermediate_size: 768,
  num_attention_heads: 32,
  num_experts: 128,
  num_experts_per_tok: 8,
  num_hidden_layers: 48,
  num_key_value_heads: 4,
  sliding_window: null,
  max_window_layers: 48,
  use_sliding_window: false,
  torch_dtype: 'bfloat16',
  vocab_size: 151936,
};
// As published: most fields of text_config are left to the defaults of transformers.
const gemma4b = {
  architectures: ['Gemma3ForConditionalGeneration'],
  text_config: {
    hidden_size: 2560,
    intermediate_size: 10240,
    model_type: 'gemma3_text',
    num_hidden_layers: 34,
    sliding_window: 1024,
  },
  torch_dtype: 'bfloat16',
  vision_config: { hidden_size: 1152, num_hidden_layers: 27 },
};
const gptOss = {
  architectures: ['GptOssForCausalLM'],
  head_dim: 64,
  hidden_size: 2880,
  intermediate_size: 2880,
  layer_types: Array.from({ length: 36 }, (_, i) =>
    i % 2 === 0 ? 'sliding_attention' : 'full_attention',
  ),
  max_position_embeddings: 131072,
  num_attention_heads: 64,
  num_experts_per_tok: 4,
  num_hidden_layers: 36,
  num_key_value_heads: 8,
  num_local_experts: 128,
  quantization_config: { quant_method: 'mxfp4', modules_to_not_convert: ['lm_head'] },
  sliding_window: 128,
  tie_word_embeddings: false,
  vocab_size: 201088,
};
const deepseek = {
  architectures: ['DeepseekV3ForCausalLM'],
  first_k_dense_replace: 3,
  hidden_size: 7168,
  intermediate_size: 18432,
  kv_lora_rank: 512,
  max_position_embeddings: 163840,
  moe_intermediate_size: 2048,
  moe_layer_freq: 1,
  n_routed_experts: 256,
  n_shared_experts: 1,
  num_attention_heads: 128,
  num_experts_per_tok: 8,
  num_hidden_layers: 61,
  num_key_value_heads: 128,
  q_lora_rank: 1536,
  qk_nope_head_dim: 128,
  qk_rope_head_dim: 64,
  quantization_config: { quant_method: 'fp8', weight_block_size: [128, 128] },
  torch_dtype: 'bfloat16',
  v_head_dim: 128,
  vocab_size: 129280,
};
const bloom = {
  architectures: ['BloomForCausalLM'],
  n_embed: 14336,
  n_layer: 70,
  num_attention_heads: 112,
  seq_length: 2048,
  vocab_size: 250880,
};
const codestralMamba = {
  architectures: ['Mamba2ForCausalLM'],
  chunk_size: 256,
  conv_kernel: 4,
  expand: 2,
  head_dim: 64,
  hidden_size: 4096,
  n_groups: 8,
  num_heads: 128,
  num_hidden_layers: 64,
  state_size: 128,
  tie_word_embeddings: false,
  torch_dtype: 'bfloat16',
  vocab_size: 32768,
};
const nemotronH = {
  architectures: ['NemotronHForCausalLM'],
  attention_head_dim: 128,
  chunk_size: 256,
  conv_kernel: 4,
  hidden_size: 4096,
  hybrid_override_pattern: 'M-M-M-M*-M-M-M-M-M*-M-M-M-M-M*-M-M-M-M-M*-M-M-M-M-M-',
  intermediate_size: 21504,
  mamba_head_dim: 64,
  mamba_num_heads: 128,
  max_position_embeddings: 8192,
  n_groups: 8,
  num_attention_heads: 32,
  num_hidden_layers: 52,
  num_key_value_heads: 8,
  ssm_state_size: 128,
  tie_word_embeddings: false,
  torch_dtype: 'bfloat16',
  vocab_size: 131072,
};
const qwen3Next = {
  architectures: ['Qwen3NextForCausalLM'],
  decoder_sparse_step: 1,
  full_attention_interval: 4,
  head_dim: 256,
  hidden_size: 2048,
  intermediate_size: 5120,
  linear_conv_kernel_dim: 4,
  linear_key_head_dim: 128,
  linear_num_key_heads: 16,
  linear_num_value_heads: 32,
  linear_value_head_dim: 128,
  max_position_embeddings: 262144,
  mlp_only_layers: [],
  moe_intermediate_size: 512,
  num_attention_heads: 16,
  num_experts: 512,
  num_experts_per_tok: 10,
  num_hidden_layers: 48,
  num_key_value_heads: 2,
  shared_expert_intermediate_size: 512,
  tie_word_embeddings: false,
  torch_dtype: 'bfloat16',
  vocab_size: 151936,
};
const minimaxText = {
  architectures: ['MiniMaxText01ForCausalLM'],
  attn_type_list: Array.from({ length: 80 }, (_, layer) => (layer % 8 === 7 ? 1 : 0)),
  head_dim: 128,
  hidden_size: 6144,
  intermediate_size: 9216,
  max_position_embeddings: 10240000,
  num_attention_heads: 64,
  num_experts_per_tok: 2,
  num_hidden_layers: 80,
  num_key_value_heads: 8,
  num_local_experts: 32,
  torch_dtype: 'bfloat16',
  vocab_size: 200064,
};

/** Everything but who says so. */
function geometry(shape: ModelShape) {
  const { id, name, source, publishedParameters, ...rest } = shape;
  return rest;
}

describe('modelFromHuggingFaceConfig', () => {
  it.each([
    ['llama-3.1-70b', llama70b],
    ['mixtral-8x7b', mixtral],
    ['qwen3-30b-a3b', qwen3Moe],
    ['gemma-3-4b', gemma4b],
    ['gpt-oss-120b', gptOss],
    ['deepseek-v3', deepseek],
    ['bloom-176b', bloom],
    ['codestral-mamba-7b', codestralMamba],
    ['nemotron-h-8b', nemotronH],
    ['qwen3-next-80b-a3b', qwen3Next],
    ['minimax-text-01', minimaxText],
  ] as const)('reads the config of %s to the shape of the catalog', (id, json) => {
    const shape = modelFromHuggingFaceConfig(json, id);
    const known = models[id];
    expect(geometry(shape)).toEqual(geometry(known));
    const ratio = shape.publishedParameters.total / known.publishedParameters.total;
    expect(Math.abs(ratio - 1)).toBeLessThan(0.015);
    expect(shape.source.kind).toBe('user');
  });

  it('reads which layers attend from layer_types, too, and experts from the letter E', () => {
    const types = Array.from({ length: 48 }, (_, i) =>
      i % 6 === 5 ? 'full_attention' : 'linear_attention',
    );
    const read = (json: object) => modelFromHuggingFaceConfig(json, 'x');
    expect(read({ ...qwen3Next, layer_types: types }).recurrent?.layers).toBe(40);
    const nano = {
      ...nemotronH,
      hybrid_override_pattern: 'MEMEM*EMEMEM*EMEM',
      n_routed_experts: 128,
      num_experts_per_tok: 6,
      moe_intermediate_size: 1856,
      moe_shared_expert_intermediate_size: 3712,
    };
    const shape = read(nano);
    expect(shape).toMatchObject({ layers: 10, recurrent: { layers: 8, mlpLayers: 7 } });
    expect(shape.moe?.experts).toBe(128);
    expect(shape.intermediateSize).toBe(0);
  });

  it('reads Mistral in text_config, with a head width of its own', () => {
    const { architectures: _, ...rest } = llama70b;
    const text = { ...rest, head_dim: 96, sliding_window: null };
    const json = { architectures: ['Mistral3ForConditionalGeneration'], text_config: text };
    expect(modelFromHuggingFaceConfig(json, 'x')).toMatchObject({ headDim: 96, layers: 80 });
  });

  it.each([
    ['MistralForCausalLM', { sliding_window: 4096 }, 1],
    ['MistralForCausalLM', { sliding_window: null }, undefined],
    ['Qwen2ForCausalLM', { sliding_window: 4096, max_window_layers: 60 }, undefined],
    [
      'Qwen2ForCausalLM',
      { sliding_window: 4096, use_sliding_window: true, max_window_layers: 60 },
      0.25,
    ],
    ['Gemma3ForCausalLM', { sliding_window: 512, sliding_window_pattern: 8 }, 70 / 80],
    ['LlamaForCausalLM', { sliding_window: 4096 }, undefined],
  ])('gives %s with %j a windowed share of %s', (architecture, fields, layerShare) => {
    const json = { ...llama70b, ...fields, architectures: [architecture] };
    expect(modelFromHuggingFaceConfig(json, 'x').slidingWindow?.layerShare).toBe(layerShare);
  });

  it.each([
    [{ torch_dtype: 'float16' }, 'fp16'],
    [{ torch_dtype: null, dtype: 'float32' }, 'fp32'],
    [{ torch_dtype: undefined }, 'bf16'],
    [{ quantization_config: { quant_method: 'gptq', bits: 4 } }, 'int4'],
    [{ quantization_config: { quant_method: 'awq', bits: 8 } }, 'int8'],
    [
      {
        quantization_config: {
          quant_method: 'compressed-tensors',
          config_groups: { group_0: { weights: { num_bits: 8, type: 'float' } } },
        },
      },
      'fp8',
    ],
  ])('reads the weight format of %j', (fields, dtype) => {
    expect(modelFromHuggingFaceConfig({ ...llama70b, ...fields }, 'x').nativeDtype).toBe(dtype);
  });

  it.each([
    ['BertForMaskedLM', /encoders and bare backbones/],
    ['BertModel', /encoders and bare backbones/],
    ['T5ForConditionalGeneration', /encoder–decoder/],
    ['MambaForCausalLM', /state-space and hybrid/],
    ['JambaForCausalLM', /state-space and hybrid/],
    [
      'Llama4ForConditionalGeneration',
      /"Llama4ForConditionalGeneration" is not supported; known are Llama/,
    ],
    ['constructor', /"constructor" is not supported/],
    ['__proto__', /"__proto__" is not supported/],
  ])('refuses %s', (architecture, message) => {
    const json = { ...llama70b, architectures: [architecture] };
    expect(() => modelFromHuggingFaceConfig(json, 'x')).toThrow(message);
  });

  it.each([
    [null, /config\.json of x: expected an object, found null/],
    [[1, 2], /found a list of 2/],
    ['{}', /found "\{\}"/],
    [{}, /has no architectures/],
    [{ architectures: [] }, /has no architectures/],
    [{ architectures: 'LlamaForCausalLM' }, /architectures = "LlamaForCausalLM": expected a list/],
    [{ ...llama70b, num_hidden_layers: undefined }, /has no num_hidden_layers/],
    [{ ...llama70b, num_hidden_layers: 1e9 }, /num_hidden_layers = 1000000000: .* from 1 to 1000/],
    [
      { ...llama70b, num_hidden_layers: 80.5 },
      /num_hidden_layers = 80\.5: expected a whole number/,
    ],
    [{ ...llama70b, num_hidden_layers: '80' }, /num_hidden_layers = "80": expected a whole number/],
    [{ ...llama70b, hidden_size: -8192 }, /hidden_size = -8192/],
    [{ ...llama70b, hidden_size: Number.NaN }, /hidden_size = NaN/],
    [{ ...llama70b, hidden_size: 8193 }, /hidden_size = 8193 is no multiple of the 64 heads/],
    [
      { ...llama70b, num_key_value_heads: 7 },
      /num_key_value_heads = 7 does not divide the 64 heads/,
    ],
    [{ ...llama70b, num_key_value_heads: 128 }, /num_key_value_heads = 128: .* from 1 to 64/],
    [
      { ...llama70b, tie_word_embeddings: 'no' },
      /tie_word_embeddings = "no": expected true or false/,
    ],
    [{ ...llama70b, torch_dtype: 'float8' }, /torch_dtype = "float8": known are float32/],
    [{ ...llama70b, layer_types: ['linear_attention'] }, /layer_types has "linear_attention"/],
    [{ ...gptOss, layer_types: ['full_attention'] }, /layer_types has 1 entries for 36 layers/],
    [{ ...gemma4b, text_config: undefined }, /Gemma3ForConditionalGeneration has no text_config/],
    [{ ...mixtral, num_experts_per_tok: 9 }, /num_experts_per_tok = 9: .* from 1 to 8/],
    [{ ...qwen3Moe, decoder_sparse_step: 2 }, /decoder_sparse_step = 2: .* from 1 to 1/],
    [{ ...qwen3Moe, mlp_only_layers: [3] }, /mlp_only_layers: only a run of layers from 0/],
    [{ ...qwen3Next, layer_types: ['mamba'] }, /layer_types has "mamba": only full and linear/],
    [{ ...qwen3Next, layer_types: ['linear_attention'] }, /has 1 entries for 48 layers/],
    [{ ...minimaxText, attn_type_list: [0, 1] }, /attn_type_list = a list of 2: .* a list of 80/],
    [{ ...nemotronH, hybrid_override_pattern: 'MX' }, /hybrid_override_pattern = "MX"/],
    [{ ...nemotronH, hybrid_override_pattern: 'ME-' }, /has - and E/],
    [{ ...nemotronH, hybrid_override_pattern: '**-' }, /has 0 M and 1 MLPs for 2 mixers/],
    [{ ...codestralMamba, num_heads: 0 }, /num_heads = 0/],
    [{ ...deepseek, first_k_dense_replace: 61 }, /first_k_dense_replace = 61: .* from 0 to 60/],
    [
      { ...llama70b, quantization_config: { quant_method: 'hqq' } },
      /quantization_config: quant_method = "hqq": known are fp8/,
    ],
  ])('says what is wrong with a config (%#)', (json, message) => {
    expect(() => modelFromHuggingFaceConfig(json, 'x')).toThrow(message);
  });

  it('either refuses with the place of the error or gives a finite shape, whatever the JSON', () => {
    const base = fc.constantFrom<object>(
      llama70b,
      mixtral,
      qwen3Moe,
      gemma4b,
      gptOss,
      deepseek,
      bloom,
      codestralMamba,
      nemotronH,
      qwen3Next,
      minimaxText,
    );
    const edits = fc.dictionary(
      fc.constantFrom(
        ...Object.keys({ ...deepseek, ...gptOss, ...qwen3Next, ...nemotronH, ...minimaxText }),
      ),
      fc.jsonValue(),
      {
        maxKeys: 3,
      },
    );
    let refused = 0;
    let read = 0;
    fc.assert(
      fc.property(base, edits, (config, edit) => {
        const json = { ...config, ...edit };
        let shape: ModelShape;
        try {
          shape = modelFromHuggingFaceConfig(json, 'x');
        } catch (error) {
          refused++;
          expect(error).toBeInstanceOf(Error);
          expect((error as Error).message).toMatch(/^config\.json of x: /);
          expect((error as Error).message.length).toBeLessThan(700);
          return;
        }
        read++;
        expect(Number.isSafeInteger(shape.publishedParameters.total)).toBe(true);
        expect(shape.publishedParameters.total).toBeGreaterThan(0);
        expect(shape.attentionHeads % shape.kvHeads).toBe(0);
      }),
      { numRuns: 500, seed: 1 },
    );
    expect(refused).toBeGreaterThan(50);
    expect(read).toBeGreaterThan(50);
  });
});
