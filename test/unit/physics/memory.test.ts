import { describe, expect, it } from 'vitest';
import { stageLayers } from '../../../src/physics/matrices.ts';
import {
  kvBytesPerToken,
  kvElementsPerChip,
  type MemoryInput,
  memoryFit,
} from '../../../src/physics/memory.ts';
import { modelParameters } from '../../../src/physics/model-parameters.ts';
import { deepseekV3, h100, llama70b, llama405b } from './data-sheets-for-tests.ts';

const input: MemoryInput = {
  accelerator: h100,
  model: llama70b,
  tensor: 4,
  pipeline: 1,
  data: 1,
  expert: 1,
  weights: 'fp8',
  activations: 'fp8',
  kvCache: 'bf16',
  memoryUtilization: 0.9,
  maxBatchedTokens: 8192,
  blockTokens: 16,
  reserveBytes: 3.9e9,
};

describe('modelParameters', () => {
  it('finds the published counts from the shape', () => {
    expect(modelParameters(llama70b).total).toBe(70_553_706_496);
    expect(modelParameters(llama405b).total / 405.85e9).toBeCloseTo(1, 3);
    expect(modelParameters(deepseekV3).total / 671e9).toBeCloseTo(1, 2);
    expect(modelParameters(deepseekV3).active / 37.5e9).toBeCloseTo(1, 1);
  });

  it('counts a tied table once', () => {
    const tied = modelParameters({ ...llama70b, tiedEmbeddings: true }).total;
    expect(modelParameters(llama70b).total - tied).toBe(128256 * 8192);
  });

  it('uses all parameters of a dense model for each token', () => {
    expect(modelParameters(llama70b).active).toBe(modelParameters(llama70b).total);
  });
});

describe('KV bytes', () => {
  it('are 2·layers·heads·dim per token, or the compressed cache', () => {
    expect(kvBytesPerToken(llama70b, 'bf16')).toBe(327_680);
    expect(kvBytesPerToken(llama405b, 'bf16')).toBe(516_096);
    expect(kvBytesPerToken(deepseekV3, 'bf16')).toBe(70_272);
    expect(kvBytesPerToken(llama70b, 'fp8')).toBe(163_840);
  });

  it('replicate KV heads beyond their number, and the latent cache on every rank', () => {
    expect(kvElementsPerChip(llama70b, 8)).toBe(256);
    expect(kvElementsPerChip(llama70b, 16)).toBe(256);
    expect(kvElementsPerChip(deepseekV3, 8)).toBe(576);
  });
});

describe('memoryFit', () => {
  it('leaves for KV what weights, activations and reserve do not take', () => {
    const fit = memoryFit(input);
    const used = fit.weightBytes + fit.activationBytes + fit.reserveBytes + fit.kvBytes;
    expect(used).toBeCloseTo(0.9 * h100.memoryBytes, 0);
    expect(fit.blockBytes).toBe((16 * 327_680) / 4);
    expect(fit.kvBlocks).toBe(Math.floor(fit.kvBytes / fit.blockBytes));
    // 70.55 G parameters in fp8, embedding and LM head in 16 bits, over four chips.
    const tables = 2 * 128256 * 8192;
    const norms = 161 * 8192;
    const byHand = (70_553_706_496 - tables - norms + 2 * tables) / 4 + 2 * norms;
    expect(fit.weightBytes).toBeCloseTo(byHand, -1);
  });

  it('does not fit a 70B in 16 bits on one H100', () => {
    const fit = memoryFit({ ...input, tensor: 1, weights: 'bf16', activations: 'bf16' });
    expect(fit.kvBytes).toBeLessThan(0);
    expect(fit.kvBlocks).toBeLessThanOrEqual(0);
  });

  it('gives the tightest stage of a pipeline', () => {
    const whole = memoryFit({ ...input, tensor: 8 });
    const staged = memoryFit({ ...input, tensor: 4, pipeline: 2 });
    // The same eight chips hold about as much; the last stage has the logits besides.
    expect(staged.kvBlocks / whole.kvBlocks).toBeGreaterThan(0.9);
    expect(staged.kvBlocks / whole.kvBlocks).toBeLessThan(1.02);
    expect(stageLayers(80, 3)).toEqual([27, 27, 26]);
  });

  it('has room for fewer blocks with more memory set aside', () => {
    const fit = memoryFit(input);
    expect(memoryFit({ ...input, reserveBytes: 10e9 }).kvBlocks).toBeLessThan(fit.kvBlocks);
    expect(memoryFit({ ...input, maxBatchedTokens: 65536 }).kvBlocks).toBeLessThan(fit.kvBlocks);
    expect(memoryFit({ ...input, kvCache: 'fp8' }).kvBlocks).toBeGreaterThan(1.99 * fit.kvBlocks);
  });

  it('refuses more stages than layers as our bug', () => {
    expect(() => memoryFit({ ...input, pipeline: 81 })).toThrow(/more pipeline stages than layers/);
  });
});
