import { describe, expect, it } from 'vitest';
import { precisionOf } from '../../../src/fit/precision.ts';
import { Skip } from '../../../src/fit/skip.ts';

describe('precisions', () => {
  it.each([
    ['', 'h100-sxm', 'vllm-v1', 'bf16', 'bf16', 'bf16'],
    ['bfloat16', 'h100-sxm', 'vllm-v1', 'bf16', 'bf16', 'bf16'],
    ['fp16', 'a100-80gb', 'vllm-2023', 'fp16', 'fp16', 'fp16'],
    ['fp8', 'h100-sxm', 'vllm-v1', 'fp8', 'fp8', 'bf16'],
    ['FP8', 'h100-sxm', 'tensorrt-llm', 'fp8', 'fp8', 'fp8'],
    ['fp8_block', 'h100-sxm', 'vllm-v1', 'fp8-block', 'fp8', 'bf16'],
    ['mxfp4', 'h100-sxm', 'vllm-v1', 'fp4', 'bf16', 'bf16'],
    ['mxfp4', 'b200', 'vllm-v1', 'fp4', 'fp8', 'bf16'],
    ['NVFP4', 'b200', 'tensorrt-llm', 'fp4', 'fp8', 'fp8'],
    ['int4_wo', 'h100-sxm', 'vllm-v1', 'int4', 'bf16', 'bf16'],
    ['w8a8', 'a100-80gb', 'vllm-v1', 'int8', 'int8', 'bf16'],
  ])('%s on %s by %s', (name, chip, profile, weights, activations, kvCache) => {
    expect(precisionOf(name, chip, profile)).toEqual({ weights, activations, kvCache });
  });

  it('are refused where nobody knows them', () => {
    expect(() => precisionOf('ternary', 'h100-sxm', 'vllm-v1')).toThrow(Skip);
  });
});
