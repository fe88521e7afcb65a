import { describe, expect, it } from 'vitest';
import { accelerators, models } from '../../../src/catalog/index.ts';
import { acceleratorId, modelId, profileId } from '../../../src/fit/catalog-names.ts';
import { Skip } from '../../../src/fit/skip.ts';

describe('names of models', () => {
  it.each([
    ['meta-llama/Llama-3.1-70B-Instruct', 'llama-3.1-70b'],
    ['meta-llama/Llama-3.1-70B', 'llama-3.1-70b'],
    ['nvidia/Llama-3.3-70B-Instruct-FP8', 'llama-3.3-70b'],
    ['llama2-70b', 'llama-2-70b'],
    ['llama2-70b-99', 'llama-2-70b'],
    ['llama2-70b-99.9', 'llama-2-70b'],
    ['Llama-2-7b-hf', 'llama-2-7b'],
    ['Qwen/Qwen3-14B', 'qwen3-14b'],
    ['mistralai/Mixtral-8x7B-Instruct-v0.1', 'mixtral-8x7b'],
    ['deepseek-ai/DeepSeek-R1-0528', 'deepseek-r1'],
    ['openai/gpt-oss-120b', 'gpt-oss-120b'],
    ['google/gemma-3-27b-it', 'gemma-3-27b'],
    ['BLOOM-176B', 'bloom-176b'],
    ['gptj-99', 'gpt-j-6b'],
  ])('%s is %s', (name, id) => {
    expect(modelId(name)).toBe(id);
  });

  it('finds every id of the catalog by itself, in capitals, and behind a publisher', () => {
    for (const id of Object.keys(models)) {
      expect(modelId(id)).toBe(id);
      expect(modelId(`some-lab/${id.toUpperCase()}`)).toBe(id);
    }
  });

  it.each([
    'deepseek-ai/DeepSeek-R1-Distill-Llama-70B',
    'nvidia/Llama-3.1-Nemotron-70B-Instruct',
    'made-up/Nothing-7B',
    '',
  ])('does not take %s for another model', (name) => {
    expect(() => modelId(name)).toThrow(Skip);
  });
});

describe('names of chips', () => {
  it.each([
    ['H100', 'h100-sxm'],
    ['h100_sxm', 'h100-sxm'],
    ['h100_dgx', 'h100-sxm'],
    ['H100-SXM-80GB', 'h100-sxm'],
    ['NVIDIA H100-SXM-80GB x8', 'h100-sxm'],
    ['NVIDIA H100-PCIe-80GB', 'h100-pcie'],
    ['NVIDIA H100-NVL-94GB', 'h100-nvl'],
    ['A100-SXM-80GB', 'a100-80gb'],
    ['a100_sxm', 'a100-80gb'],
    ['A100-SXM4-40GB', 'a100-40gb'],
    ['NVIDIA H200-SXM-141GB', 'h200'],
    ['NVIDIA GH200 Grace Hopper Superchip 144GB', 'gh200'],
    ['NVIDIA L40S', 'l40s'],
    ['NVIDIA L4', 'l4'],
    ['AMD Instinct MI300X-NPS1-SPX-192GB', 'mi300x'],
    ['RTXPRO6000', 'rtx-pro-6000'],
    ['NVIDIA RTX PRO 6000 Blackwell Server Edition', 'rtx-pro-6000'],
    ['TPU v5e', 'tpu-v5e'],
  ])('%s is %s', (name, id) => {
    expect(acceleratorId(name)).toBe(id);
  });

  it('finds every id of the catalog by itself, and with spaces', () => {
    for (const id of Object.keys(accelerators)) {
      expect(acceleratorId(id)).toBe(id);
      expect(acceleratorId(`Some ${id.toUpperCase().replaceAll('-', ' ')} board`)).toBe(id);
    }
  });

  it.each([
    'NVIDIA L40X',
    'H1000',
    'a chip of nobody',
    '',
  ])('does not take %s for another chip', (name) => {
    expect(() => acceleratorId(name)).toThrow(Skip);
  });
});

describe('names of engines', () => {
  it.each([
    ['vLLM (late 2023)', '', 'vllm-2023'],
    ['vLLM 0.2.7', '', 'vllm-2023'],
    ['vllm', '0.13.0', 'vllm-v1'],
    ['vllm', '0.14.0', 'vllm-0.14'],
    ['vllm', '0.19.0', 'vllm-0.14'],
    ['vLLM 1.0.0', '', 'vllm-0.14'],
    ['vLLM 0.6.0', '', 'vllm-0.6'],
    ['vllm', '0.5.4', 'vllm-2023'],
    ['vllm', '0.15.1', 'vllm-0.14'],
    ['vllm', '', 'vllm-v1'],
    ['', '', 'vllm-v1'],
    ['sglang', '0.5.1.post1', 'sglang'],
    ['trtllm', '1.0.0rc3', 'tensorrt-llm'],
    ['TensorRT-LLM (PyTorch backend)', '', 'tensorrt-llm'],
    ['TensorRT 10.2.0, CUDA 12.4', '', 'tensorrt-llm'],
  ])('%s %s has the profile %s', (engine, version, profile) => {
    expect(profileId(engine, version)).toBe(profile);
  });

  it('has none for an engine that nobody fitted', () => {
    expect(() => profileId('an engine of its own')).toThrow(Skip);
  });
});
