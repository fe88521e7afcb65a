import { describe, expect, it } from 'vitest';
import { models } from '../../../src/catalog/index.ts';
import type { ModelShape } from '../../../src/physics/data-sheets.ts';
import { layerKinds, stageLayers } from '../../../src/physics/matrices.ts';
import {
  kvBytesPerToken,
  type MemoryInput,
  memoryFit,
  roomOfOne,
} from '../../../src/physics/memory.ts';
import type { RooflineInput } from '../../../src/physics/operator.ts';
import { listOperators } from '../../../src/physics/operators.ts';
import { stateBytesPerLayer, stateBytesPerSequence } from '../../../src/physics/recurrent-state.ts';
import { StepTerms, stepSeconds } from '../../../src/physics/step-model.ts';
import { rooflineStepModel } from '../../../src/physics/step-time.ts';
import { chatbot, h100, llama70b, prompt } from './data-sheets-for-tests.ts';

const qwenNext: ModelShape = models['qwen3-next-80b-a3b'];
const mamba: ModelShape = models['mamba2-2.7b'];
const nemotron: ModelShape = models['nemotron-h-8b'];
const minimax: ModelShape = models['minimax-text-01'];

const bf16 = { weights: 'bf16', activations: 'bf16', kvCache: 'bf16' } as const;
const inputOf = (model: ModelShape, more: Partial<RooflineInput> = {}): RooflineInput => ({
  ...chatbot,
  ...bf16,
  model,
  tensor: 1,
  ...more,
});

function decodeSeconds(input: RooflineInput, sequences: number, context: number): number {
  const terms = new StepTerms();
  rooflineStepModel(input).decode(sequences, terms);
  return stepSeconds(terms, sequences * context);
}

function promptSeconds(input: RooflineInput, tokens: number): number {
  const terms = new StepTerms();
  rooflineStepModel(input).mixed(0, prompt(tokens), terms);
  return terms.fixedSeconds + Math.max(terms.a1, terms.a2);
}

describe('the state of a sequence', () => {
  it('is heads × keys × values in fp32, and the last inputs of the convolution', () => {
    // Qwen3-Next: 32 × 128 × 128 × 4 B, and 3 of (32 + 2 × 16) × 128 channels in 16 bits.
    const layer = 32 * 128 * 128 * 4 + 3 * 64 * 128 * 2;
    expect(stateBytesPerLayer(qwenNext, 1)).toBe(layer);
    expect(stateBytesPerSequence(qwenNext)).toBe(36 * layer);
    expect(stateBytesPerLayer(minimax, 8)).toBe((64 * 128 * 128 * 4) / 8);
    expect(stateBytesPerSequence(llama70b)).toBe(0);
  });

  it('is cut over tensor ranks by whole heads, and key heads are replicated when they are fewer', () => {
    const values = 80 * 64;
    const one = 80 * 64 * 128 * 4 + 3 * (values + 2 * 128) * 2;
    const eighth = 10 * 64 * 128 * 4 + 3 * (values / 8 + 2 * 128) * 2;
    expect(stateBytesPerLayer(mamba, 1)).toBe(one);
    expect(stateBytesPerLayer(mamba, 8)).toBe(eighth);
  });

  it('leaves keys and values to the layers that attend', () => {
    expect(kvBytesPerToken(qwenNext, 'bf16')).toBe(12 * 2 * 2 * 256 * 2);
    expect(kvBytesPerToken(mamba, 'bf16')).toBe(0);
  });
});

describe('layers of a hybrid', () => {
  it('are spread evenly over pipeline stages and add up', () => {
    expect(layerKinds(qwenNext, 0, 4)).toEqual({
      attention: 1,
      recurrent: 3,
      dense: 0,
      sparse: 4,
    });
    expect(layerKinds(qwenNext, 0, 3).attention).toBe(0);
    for (const model of [qwenNext, mamba, nemotron, minimax]) {
      let first = 0;
      const sum = { attention: 0, recurrent: 0, dense: 0, sparse: 0 };
      for (const count of stageLayers(model.layers, 5)) {
        const kinds = layerKinds(model, first, count);
        for (const key of Object.keys(sum) as (keyof typeof sum)[]) sum[key] += kinds[key];
        first += count;
      }
      expect(sum).toEqual(layerKinds(model));
    }
  });

  it('cost what the plain model costs when all attend', () => {
    const recurrent = { ...(qwenNext.recurrent as object), layers: 0, mlpLayers: 80 } as never;
    const hybrid = inputOf({ ...llama70b, recurrent }, { tensor: 4, pipeline: 2 });
    const plain = inputOf(llama70b, { tensor: 4, pipeline: 2 });
    const ratio = decodeSeconds(hybrid, 8, 3000) / decodeSeconds(plain, 8, 3000);
    expect(Math.abs(ratio - 1)).toBeLessThan(1e-12);
    expect(promptSeconds(hybrid, 999) / promptSeconds(plain, 999)).toBeCloseTo(1, 12);
  });
});

describe('a step of a model without attention', () => {
  it('lasts the same at any context', () => {
    const input = inputOf(mamba);
    expect(decodeSeconds(input, 16, 100_000)).toBe(decodeSeconds(input, 16, 1));
  });

  it('reads and writes each sequence’s state once', () => {
    const terms = { one: new StepTerms(), two: new StepTerms() };
    const model = rooflineStepModel(inputOf(mamba));
    model.decode(1, terms.one);
    model.decode(2, terms.two);
    const added = terms.two.bytes - terms.one.bytes;
    const state = 2 * stateBytesPerSequence(mamba);
    expect(added).toBeGreaterThan(state);
    // Beside it, activations alone: a few vectors per layer.
    expect(added).toBeLessThan(1.1 * state);
  });

  it('prefills in time that is linear in tokens', () => {
    const input = inputOf(mamba);
    const slope = (promptSeconds(input, 65_536) - promptSeconds(input, 32_768)) / 32_768;
    const later = (promptSeconds(input, 524_288) - promptSeconds(input, 262_144)) / 262_144;
    expect(later / slope).toBeCloseTo(1, 9);
    const attending = inputOf(models['llama-3.2-3b']);
    const growth =
      (promptSeconds(attending, 524_288) - promptSeconds(attending, 262_144)) / 262_144;
    expect(growth).toBeGreaterThan(3 * later);
  });

  it('lists no operator of attention', () => {
    const { operators, attentionLayers } = listOperators(inputOf(mamba));
    expect(attentionLayers.repeats).toBe(0);
    expect(operators.map(({ name }) => name)).not.toContain('query');
    expect(operators.map(({ name }) => name)).toContain('state (decode)');
  });
});

const memory: MemoryInput = {
  accelerator: h100,
  model: qwenNext,
  tensor: 4,
  pipeline: 1,
  data: 1,
  expert: 1,
  ...bf16,
  memoryUtilization: 0.9,
  maxBatchedTokens: 8192,
  blockTokens: 16,
  reserveBytes: 3.9e9,
};

describe('memory of a model with states', () => {
  it('gives a state whole blocks beside those of tokens', () => {
    const fit = memoryFit(memory);
    expect(fit.blockBytes).toBe(16 * 12 * 2 * 256 * 2);
    expect(fit.stateBytes).toBe(36 * stateBytesPerLayer(qwenNext, 4));
    expect(fit.stateBlocks).toBe(Math.ceil(fit.stateBytes / fit.blockBytes));
    expect(roomOfOne(fit, fit.kvBlocks)).toBe((fit.kvBlocks - fit.stateBlocks) * 16);
    expect(roomOfOne(fit, fit.stateBlocks - 1)).toBe(0);
  });

  it('takes the most blocks over stages, so that all stages hold the sequences of the ledger', () => {
    // Of stages of three layers, every fourth has no attention.
    const pipeline = 16;
    const fit = memoryFit({ ...memory, tensor: 1, pipeline });
    const sequences = Math.floor(fit.kvBlocks / (fit.stateBlocks + 1));
    const tokens = 16 * 2 * 2 * 256 * 2;
    let first = 0;
    for (const count of stageLayers(48, pipeline)) {
      const kinds = layerKinds(qwenNext, first, count);
      first += count;
      const each = kinds.attention * tokens + kinds.recurrent * stateBytesPerLayer(qwenNext, 1);
      expect(sequences * each).toBeLessThan(0.9 * h100.memoryBytes);
      expect(fit.stateBlocks * kinds.attention * tokens).toBeGreaterThanOrEqual(
        kinds.attention === 0 ? 0 : kinds.recurrent * stateBytesPerLayer(qwenNext, 1),
      );
    }
  });

  it('counts sequences, not tokens, where nothing attends', () => {
    const fit = memoryFit({ ...memory, model: mamba, tensor: 1 });
    expect(fit.blockBytes).toBe(stateBytesPerSequence(mamba));
    expect(fit.stateBlocks).toBe(0);
    expect(fit.blockTokens).toBe(mamba.contextTokens);
    expect(fit.kvBlocks).toBe(Math.floor(fit.kvBytes / fit.blockBytes));
  });

  it('leaves other models as they were', () => {
    const fit = memoryFit({ ...memory, model: llama70b, weights: 'fp8', activations: 'fp8' });
    expect(fit).toMatchObject({ stateBytes: 0, stateBlocks: 0, blockTokens: 16 });
    expect(roomOfOne(fit, fit.kvBlocks)).toBe(16 * fit.kvBlocks);
  });
});
