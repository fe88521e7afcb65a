import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { models } from '../../../src/catalog/index.ts';
import type { Accelerator, ModelShape } from '../../../src/physics/data-sheets.ts';
import { layerRun } from '../../../src/physics/early-exit.ts';
import { memoryFit, weightBytesPerChip } from '../../../src/physics/memory.ts';
import { modelParameters } from '../../../src/physics/model-parameters.ts';
import type { RooflineInput } from '../../../src/physics/operator.ts';
import { computedShare, storedBytesPerWeight } from '../../../src/physics/sparsity.ts';
import { stepModelCaveats } from '../../../src/physics/step-caveats.ts';
import { StepTerms, stepSeconds } from '../../../src/physics/step-model.ts';
import { rooflineStepModel } from '../../../src/physics/step-time.ts';
import {
  adapterTargets,
  checkSizes,
  type NewSizes,
  resized,
} from '../../../src/physics/variants.ts';
import { chatbot, h100, llama70b, nothing, prompt } from './data-sheets-for-tests.ts';

const sparseUnits = { speedup: 2, formats: ['bf16', 'fp8'] } as const;
const withUnits: Accelerator = { ...h100, sparseUnits };
const wide = { weights: 'bf16', activations: 'bf16' } as const;

function termsOf(input: RooflineInput, sequences: number, promptTokens = 0): StepTerms {
  const terms = new StepTerms();
  const prefill = promptTokens === 0 ? nothing : prompt(promptTokens);
  rooflineStepModel(input).mixed(sequences, prefill, terms);
  return terms;
}

function secondsOf(input: RooflineInput, sequences: number, promptTokens = 0): number {
  return stepSeconds(termsOf(input, sequences, promptTokens), sequences * 2000);
}

/** Without the host's floor, so that what the chip saves shows. */
const engine = { ...chatbot, profile: { ...chatbot.profile, hostSecondsPerLayer: 0 } };

const of = (change: Partial<ModelShape>, more: Partial<RooflineInput> = {}): RooflineInput => ({
  ...engine,
  ...more,
  model: { ...llama70b, ...change },
});

const loads = [
  [1, 0],
  [64, 0],
  [300, 0],
  [0, 5000],
  [20, 700],
] as const;

describe('a 2:4 sparse model', () => {
  const sparse = { sparsity: { kind: '2:4' } } as const;

  it('stores half of its weights and an index of a bit for each', () => {
    const model = { ...llama70b, ...sparse };
    expect(storedBytesPerWeight(model, 'bf16')).toBe(1 + 1 / 8);
    expect(storedBytesPerWeight(model, 'fp8')).toBe(1 / 2 + 1 / 8);
    expect(storedBytesPerWeight(llama70b, 'fp8')).toBe(1);
    const tables = (2 * 2 * llama70b.vocabSize * llama70b.hiddenSize) / 4;
    const products = (input: RooflineInput) => weightBytesPerChip(input) - tables;
    const ratio = products(of(sparse)) / products(of({}));
    expect(ratio).toBeCloseTo(0.625, 2);
  });

  it('is never slower than the dense one, and twice as quick at most', () => {
    for (const accelerator of [h100, withUnits]) {
      for (const precision of [{}, wide]) {
        for (const [sequences, tokens] of loads) {
          const more = { accelerator, ...precision };
          const dense = secondsOf(of({}, more), sequences, tokens);
          const ours = secondsOf(of(sparse, more), sequences, tokens);
          expect(ours).toBeLessThanOrEqual(dense);
          expect(ours).toBeGreaterThan(dense / 2);
        }
      }
    }
  });

  it('halves the FLOPs of its products where the chip has units for it, and says so where not', () => {
    const model = { ...llama70b, ...sparse };
    expect(computedShare(model, withUnits, 'bf16')).toBe(0.5);
    expect(computedShare(model, withUnits, 'int8')).toBe(1);
    const flops = (input: RooflineInput) => termsOf(input, 0, 4000).flops;
    expect(flops(of(sparse))).toBe(flops(of({})));
    const ratio = flops(of(sparse, { accelerator: withUnits })) / flops(of({}));
    expect(ratio).toBeGreaterThan(0.5);
    expect(ratio).toBeLessThan(0.53);
    expect(stepModelCaveats(of(sparse)).join()).toMatch(/has no units for 2:4 sparsity in fp8/);
    expect(stepModelCaveats(of(sparse, { accelerator: withUnits })).join()).not.toMatch(/2:4/);
  });
});

describe('unstructured sparsity', () => {
  const sparsity = (share: number) => ({ sparsity: { kind: 'unstructured', share } }) as const;

  it('saves bytes beyond its bitmap and no FLOPs', () => {
    expect(storedBytesPerWeight({ ...llama70b, ...sparsity(0.5) }, 'bf16')).toBe(1.125);
    expect(storedBytesPerWeight({ ...llama70b, ...sparsity(0.05) }, 'bf16')).toBe(2);
    const input = of(sparsity(0.8), { accelerator: withUnits });
    expect(termsOf(input, 0, 999).flops).toBe(termsOf(of({}), 0, 999).flops);
    expect(secondsOf(of(sparsity(0.8)), 4)).toBeLessThan(secondsOf(of(sparsity(0.6)), 4));
  });
});

describe('a pruned model', () => {
  const anySizes: fc.Arbitrary<NewSizes> = fc.record(
    {
      layers: fc.integer({ min: 4, max: 80 }),
      hiddenSize: fc.integer({ min: 64, max: 128 }).map((n) => 64 * n),
      intermediateSize: fc.integer({ min: 64, max: 448 }).map((n) => 64 * n),
      attentionHeads: fc.constantFrom(16, 32, 48, 64),
    },
    { requiredKeys: [] },
  );

  it('is no larger and no slower than its base', () => {
    fc.assert(
      fc.property(anySizes, fc.constantFrom(...loads), (sizes, [sequences, tokens]) => {
        if (Object.keys(sizes).length === 0) return;
        expect(checkSizes(llama70b, sizes, true)).toEqual([]);
        const model = resized(llama70b, sizes);
        expect(model.publishedParameters).toEqual(modelParameters(model));
        const parameters = modelParameters(model).total;
        expect(parameters).toBeLessThanOrEqual(modelParameters(llama70b).total);
        const ours = of(model);
        expect(weightBytesPerChip(ours)).toBeLessThanOrEqual(weightBytesPerChip(of({})));
        expect(secondsOf(ours, sequences, tokens)).toBeLessThanOrEqual(
          secondsOf(of({}), sequences, tokens),
        );
      }),
      { numRuns: 100 },
    );
  });

  it('keeps the shares of layers that are dense or keep a state', () => {
    const next = resized(models['qwen3-next-80b-a3b'], { layers: 24 });
    expect(next.recurrent).toMatchObject({ layers: 18, mlpLayers: 24 });
    const seek = resized(models['deepseek-v3'], { layers: 2, experts: 64 });
    expect(seek.moe).toMatchObject({ denseLayers: 2, experts: 64 });
  });
});

describe('an adapter', () => {
  const adapter = { rank: 16, targets: ['query', 'down'] };

  it('adds two thin products beside each target', () => {
    const own = { ...llama70b, adapter };
    const more = modelParameters(own).total - modelParameters(llama70b).total;
    const { hiddenSize, intermediateSize } = llama70b;
    expect(more).toBe(80 * 16 * (2 * hiddenSize + hiddenSize + intermediateSize));
    const flops = (input: RooflineInput) => termsOf({ ...input, tensor: 1 }, 0, 100).flops;
    expect(flops(of({ adapter })) - flops(of({}))).toBeCloseTo(2 * 100 * more, -6);
    expect(secondsOf(of({ adapter }), 8)).toBeGreaterThan(secondsOf(of({}), 8));
  });

  it('takes the memory of its 16-bit weights', () => {
    const more =
      weightBytesPerChip(of({ adapter }, { tensor: 1 })) -
      weightBytesPerChip(of({}, { tensor: 1 }));
    const { hiddenSize, intermediateSize } = llama70b;
    expect(more).toBeCloseTo(2 * 80 * 16 * (3 * hiddenSize + intermediateSize), -4);
  });

  it('may stand beside every matrix but those of routed experts', () => {
    expect(adapterTargets(models['qwen3-next-80b-a3b'])).toEqual(
      'query key-value attention-output mixer-input mixer-keys mixer-output shared-gate-up shared-down'.split(
        ' ',
      ),
    );
    expect(adapterTargets(models['mamba2-2.7b'])).not.toContain('query');
  });
});

describe('early exit', () => {
  const exit = (layerShare: number) => ({ earlyExit: { layerShare } });

  it('at a share of 1 is the base', () => {
    for (const [sequences, tokens] of loads) {
      const base = termsOf(of({}), sequences, tokens);
      const all = termsOf(of(exit(1)), sequences, tokens);
      expect(all.bytes / base.bytes).toBeCloseTo(1, 12);
      expect(all.flops / base.flops).toBeCloseTo(1, 12);
      expect(secondsOf(of(exit(1)), sequences, tokens)).toBeCloseTo(
        secondsOf(of({}), sequences, tokens),
        12,
      );
    }
  });

  it('reads the layers that any of its tokens runs: a share for one, nearly all for many', () => {
    const run = { tokens: 0, layers: 0 };
    layerRun(0.6, 1, 0, run);
    expect(run).toEqual({ tokens: 0.6, layers: 0.6 });
    layerRun(0.5, 1, 0, run);
    const half = run.layers;
    layerRun(0.5, 99, 0, run);
    expect([half, run.layers]).toEqual([0.5, 0.99]);
    layerRun(0.5, 3, 100, run);
    expect(run).toEqual({ tokens: 101.5, layers: 1 });
  });

  it('is quicker the fewer layers run, but for prompts, and keeps the whole cache', () => {
    const at = (share: number) => secondsOf(of(exit(share)), 16);
    expect(at(0.4)).toBeLessThan(at(0.7));
    expect(at(0.7)).toBeLessThan(secondsOf(of({}), 16));
    expect(secondsOf(of(exit(0.4)), 0, 3000)).toBeCloseTo(secondsOf(of({}), 0, 3000), 12);
    const memory = {
      ...of(exit(0.4)),
      memoryUtilization: 0.9,
      maxBatchedTokens: 8192,
      blockTokens: 16,
      reserveBytes: 0,
    };
    expect(memoryFit(memory)).toEqual(memoryFit({ ...memory, model: llama70b }));
    expect(stepModelCaveats(of(exit(0.4))).join()).toMatch(/run 40 % of its layers on average/);
  });
});

describe('an on-chip cache', () => {
  const small = models['llama-3.2-1b'];
  const input = { ...engine, ...wide, model: small, tensor: 1 };
  const cached = (bytes: number): RooflineInput => ({
    ...input,
    accelerator: { ...h100, cache: { bytes, bandwidth: 40e12 } },
  });

  it('holds the weights between steps when all of a chip’s own fit, and none else', () => {
    const weights = weightBytesPerChip(input);
    expect(secondsOf(cached(weights - 1), 1)).toBe(secondsOf(input, 1));
    expect(secondsOf(cached(weights), 1)).toBeLessThan(0.8 * secondsOf(input, 1));
  });

  it('leaves the KV cache to the memory', () => {
    const inCache = termsOf(cached(1e12), 8);
    expect(inCache.b2).toBe(termsOf(input, 8).b2);
    expect(inCache.bytesPerContext).toBe(termsOf(input, 8).bytesPerContext);
  });

  it('helps a pipeline whose stages fit although the model does not', () => {
    const half = 0.65 * weightBytesPerChip(input);
    const staged = (one: RooflineInput) => secondsOf({ ...one, pipeline: 2 }, 1);
    expect(secondsOf(cached(half), 1)).toBe(secondsOf(input, 1));
    expect(staged(cached(half))).toBeLessThan(staged(input));
  });
});
