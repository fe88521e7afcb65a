import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { models } from '../../../src/catalog/index.ts';
import { modelFromGguf } from '../../../src/catalog/models/gguf.ts';
import { readGgufHeader } from '../../../src/catalog/models/gguf-header.ts';
import type { ModelShape } from '../../../src/physics/data-sheets.ts';
import { ggufBytes, type TestValue } from './gguf-bytes.ts';

/** The metadata that llama.cpp's converter writes for the shapes below; vocabularies by their size alone. */
const under = (
  architecture: string,
  values: Readonly<Record<string, TestValue>>,
): Readonly<Record<string, TestValue>> => ({
  'general.architecture': architecture,
  ...Object.fromEntries(
    Object.entries(values).map(([key, value]) => [
      key.startsWith('general.') ? key : `${architecture}.${key}`,
      value,
    ]),
  ),
});

const llama8b = under('llama', {
  'general.file_type': 32,
  block_count: 32,
  context_length: 131_072,
  embedding_length: 4096,
  feed_forward_length: 14_336,
  'attention.head_count': 32,
  'attention.head_count_kv': 8,
  'attention.layer_norm_rms_epsilon': { float: 1e-5 },
  'rope.dimension_count': 128,
  vocab_size: 128_256,
});
const mixtral = under('llama', {
  'general.file_type': 32,
  block_count: 32,
  context_length: 32_768,
  embedding_length: 4096,
  feed_forward_length: 14_336,
  'attention.head_count': 32,
  'attention.head_count_kv': 8,
  expert_count: 8,
  expert_used_count: 2,
  vocab_size: 32_000,
});
const qwenMoe = under('qwen3moe', {
  'general.file_type': 32,
  block_count: 48,
  context_length: 40_960,
  embedding_length: 2048,
  feed_forward_length: 6144,
  expert_feed_forward_length: 768,
  expert_count: 128,
  expert_used_count: 8,
  'attention.head_count': 32,
  'attention.head_count_kv': 4,
  'attention.key_length': 128,
  vocab_size: 151_936,
});
const gptOss = under('gpt-oss', {
  'general.file_type': 38,
  block_count: 36,
  context_length: 131_072,
  embedding_length: 2880,
  feed_forward_length: 2880,
  expert_feed_forward_length: 2880,
  expert_count: 128,
  expert_used_count: 4,
  'attention.head_count': 64,
  'attention.head_count_kv': 8,
  'attention.key_length': 64,
  'attention.sliding_window': 128,
  vocab_size: 201_088,
});
const deepseek = under('deepseek2', {
  block_count: 61,
  context_length: 163_840,
  embedding_length: 7168,
  feed_forward_length: 18_432,
  expert_feed_forward_length: 2048,
  expert_count: 256,
  expert_used_count: 8,
  expert_shared_count: 1,
  leading_dense_block_count: 3,
  'attention.head_count': 128,
  'attention.head_count_kv': 1,
  'attention.key_length': 576,
  'attention.value_length': 512,
  'attention.key_length_mla': 192,
  'attention.value_length_mla': 128,
  'attention.q_lora_rank': 1536,
  'attention.kv_lora_rank': 512,
  'rope.dimension_count': 64,
  vocab_size: 129_280,
});
const gemma = under('gemma3', {
  'general.file_type': 32,
  block_count: 34,
  context_length: 131_072,
  embedding_length: 2560,
  feed_forward_length: 10_240,
  'attention.head_count': 8,
  'attention.head_count_kv': 4,
  'attention.key_length': 256,
  'attention.sliding_window': 1024,
  vocab_size: 262_208,
});

/** What a file can know: all but the names and what the card published. */
function known(
  shape: ModelShape,
): Omit<ModelShape, 'id' | 'name' | 'source' | 'publishedParameters'> {
  const { id: _id, name: _name, source: _source, publishedParameters: _published, ...rest } = shape;
  return rest;
}

interface Published {
  readonly id: string;
  readonly shape: ModelShape;
  readonly metadata: Readonly<Record<string, TestValue>>;
  readonly tensors?: readonly string[];
}

const published: readonly Published[] = [
  { id: 'llama-3.1-8b', shape: models['llama-3.1-8b'], metadata: llama8b },
  { id: 'mixtral-8x7b', shape: models['mixtral-8x7b'], metadata: mixtral },
  { id: 'qwen3-30b-a3b', shape: models['qwen3-30b-a3b'], metadata: qwenMoe },
  { id: 'gpt-oss-120b', shape: models['gpt-oss-120b'], metadata: gptOss },
  // Converted files say nothing of the fp8 that DeepSeek published.
  {
    id: 'deepseek-v3',
    shape: { ...models['deepseek-v3'], nativeDtype: 'bf16' },
    metadata: deepseek,
  },
  {
    id: 'gemma-3-4b',
    shape: models['gemma-3-4b'],
    metadata: gemma,
    tensors: ['token_embd.weight'],
  },
];

describe('modelFromGguf', () => {
  it.each(published)('reads $id as the catalog has it', ({ shape, metadata, tensors }) => {
    const read = modelFromGguf(ggufBytes(metadata, tensors), './model.gguf');
    expect(known(read)).toEqual(known(shape));
    expect(read.source.text).toContain('./model.gguf');
    expect(read.publishedParameters.total / shape.publishedParameters.total).toBeCloseTo(1, 1);
  });

  it('counts the vocabulary by its tokens, and takes a missing LM head for tied embeddings', () => {
    const tokens = ['a', 'b', 'ü', ''];
    const bytes = ggufBytes({ ...llama8b, 'tokenizer.ggml.tokens': tokens }, ['token_embd.weight']);
    expect(modelFromGguf(bytes, 'm')).toMatchObject({ vocabSize: 4, tiedEmbeddings: true });
  });

  it.each([
    [0, 'fp32'],
    [1, 'fp16'],
    [7, 'int8'],
    [15, 'int4'],
    [18, 'int8'],
    [30, 'int4'],
    [38, 'fp4'],
  ] as const)('takes file type %i for %s weights', (type, dtype) => {
    const bytes = ggufBytes({ ...llama8b, 'general.file_type': type });
    expect(modelFromGguf(bytes, 'm').nativeDtype).toBe(dtype);
  });

  it('refuses what it cannot describe, and says why', () => {
    expect(() => modelFromGguf(ggufBytes({ 'general.architecture': 'mamba' }), 'm')).toThrow(
      /architecture is "mamba": known are llama, /,
    );
    expect(() => modelFromGguf(ggufBytes({}), 'm')).toThrow(/architecture is undefined/);
    const { 'llama.block_count': _none, ...headless } = llama8b;
    expect(() => modelFromGguf(ggufBytes(headless), 'm')).toThrow(
      'GGUF header of m: has no num_hidden_layers',
    );
    // Heads that differ from layer to layer come as an array.
    const mixed = { ...llama8b, 'llama.attention.head_count_kv': { integers: [8, 4] } };
    expect(() => modelFromGguf(ggufBytes(mixed), 'm')).toThrow(/num_key_value_heads = an object/);
  });
});

describe('readGgufHeader', () => {
  it('refuses other files, other versions, and headers that are cut off anywhere', () => {
    expect(() => readGgufHeader(new TextEncoder().encode('{"a": 1}'))).toThrow('no GGUF file');
    expect(() => readGgufHeader(new Uint8Array())).toThrow('no GGUF file');
    expect(() => readGgufHeader(ggufBytes(llama8b, [], 1))).toThrow('version is 1');
    const whole = ggufBytes(llama8b);
    expect(readGgufHeader(whole).tensorNames.size).toBe(2);
    for (let length = 4; length < whole.length; length += 1) {
      expect(() => readGgufHeader(whole.subarray(0, length))).toThrow('does not end within');
    }
  });

  it('refuses counts that no model has before it believes them', () => {
    const bytes = ggufBytes({});
    new DataView(bytes.buffer).setBigUint64(8, 2n ** 40n, true);
    expect(() => readGgufHeader(bytes)).toThrow('claims 1099511627776 tensors');
  });

  it('ends with a header or an Error for any damage', () => {
    const whole = ggufBytes({ ...gemma, 'tokenizer.ggml.tokens': ['x', 'y'] });
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.nat(whole.length - 1), fc.nat(255)), { minLength: 1, maxLength: 6 }),
        (damage) => {
          const bytes = Uint8Array.from(whole);
          for (const [at, byte] of damage) bytes[at] = byte;
          let read: ModelShape | undefined;
          try {
            read = modelFromGguf(bytes, 'm');
          } catch (error) {
            expect(error).toBeInstanceOf(Error);
            expect((error as Error).message).not.toMatch(/DataView|RangeError|BigInt/);
          }
          if (read !== undefined) expect(read.publishedParameters.total).toBeGreaterThan(0);
        },
      ),
    );
  });
});
