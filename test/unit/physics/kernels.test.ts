import { describe, expect, it } from 'vitest';
import type { KernelFit, KernelLibrary } from '../../../src/physics/data-sheets.ts';
import type { EngineProfile } from '../../../src/physics/engine-profile.ts';
import { explainStep } from '../../../src/physics/explain.ts';
import { kernelsOf } from '../../../src/physics/kernels.ts';
import { StepTerms, stepSeconds } from '../../../src/physics/step-model.ts';
import { rooflineStepModel } from '../../../src/physics/step-time.ts';
import { chatbot, deepseekV3, h100, profile, prompt, t4 } from './data-sheets-for-tests.ts';

const fit: KernelFit = {
  gemmEfficiency: { wide: 0.8, narrow: 0.5 },
  gemmLaunchSeconds: { wide: 4e-6, narrow: 6e-6 },
  expertEfficiency: { wide: 0.6, narrow: 0.4 },
  expertsWidened: { int4: { efficiency: 0.1, stream: 0.2 } },
  blockScaled: {
    gemmEfficiency: 0.45,
    gemmLaunchSeconds: 12e-6,
    weightStream: 0.7,
    walkSeconds: 3e-9,
    expertEfficiency: 0.35,
    expertLaunchSeconds: 43e-6,
  },
  expertLaunchSeconds: { wide: 30e-6, narrow: 35e-6 },
  weightStream: 0.85,
  expertStream: 0.9,
  passStream: 0.6,
  paddingRows: 80,
  tailTiles: 0.1,
  passLaunchSeconds: 3e-6,
  promptEfficiency: 0.75,
  promptPaddingKeys: 400,
  attentionLaunchSeconds: 10e-6,
  cacheStream: { wide: 0.9, narrow: 0.8 },
  sequenceHeadSeconds: 2.64e-6,
};
const measured: EngineProfile = {
  ...profile,
  hostSecondsPerLayer: 0,
  hostSecondsPerStep: 0,
  hostSecondsPerSequence: 0,
  gemmEfficiency: 1,
  attentionEfficiency: 1,
  memoryEfficiency: 1,
  kernels: {
    id: 'kernels-for-tests',
    quantisesApart: true,
    blockFilledRows: 0,
    chips: { 'h100-sxm': { fit, processors: 132 } },
    otherwise: { fit: { ...fit, weightStream: 0.5 }, processors: 40 },
  },
};

describe('kernelsOf', () => {
  it('takes shares of what was measured, by the width of the format', () => {
    const half = kernelsOf(h100, { ...measured, gemmEfficiency: 0.5, memoryEfficiency: 0.5 });
    const { efficiency, bytesPerSecond, launchSeconds } = half.rates('fp8', 'gemm');
    expect(efficiency).toBe(0.25);
    expect(bytesPerSecond).toBeCloseTo(3.35e12 * 0.425, -3);
    expect(launchSeconds).toBe(6e-6);
    expect(half.rates('bf16', 'gemm').efficiency).toBe(0.4);
  });

  it('pads narrow products more, and never beyond the ridge', () => {
    const { paddingRows } = kernelsOf(h100, measured);
    expect(paddingRows(1e9, 1000)).toBeCloseTo(80, 3);
    expect(paddingRows(2048, 1000)).toBeCloseTo(80 + (0.1 * 132 * 128 * 128) / 2048, 9);
    expect(paddingRows(64, 300)).toBe(300);
  });

  it('keeps the kernels of the chip that an inline sheet starts from', () => {
    const stream = (id: string) =>
      kernelsOf({ ...h100, id }, measured).rates('bf16', 'gemm').bytesPerSecond / 3.35e12;
    expect(stream('h100-sxm-custom')).toBeCloseTo(0.85, 9);
    expect(stream('custom')).toBeCloseTo(0.5, 9);
    expect(kernelsOf(t4, measured).sequenceHeadSeconds).toBeCloseTo(2.64e-6 / 40, 15);
  });

  it('is slower where experts widen their weights, and not where they do not', () => {
    const { rates } = kernelsOf(h100, measured);
    expect(rates('bf16', 'experts', 'int4').efficiency).toBe(0.1);
    expect(rates('bf16', 'experts', 'int4').bytesPerSecond).toBeCloseTo(3.35e12 * 0.2, -3);
    expect(rates('bf16', 'gemm', 'int4')).toEqual(rates('bf16', 'gemm'));
    expect(rates('bf16', 'experts', 'fp4')).toEqual(rates('bf16', 'experts'));
    expect(rates('fp8', 'experts', 'fp8')).toEqual(rates('fp8', 'experts'));
  });

  it('launches nothing and pads no prompt without measured kernels', () => {
    const plain = kernelsOf(h100, profile);
    expect(plain.rates('bf16', 'pass').launchSeconds).toBe(0);
    expect(plain.promptPaddingKeys).toBe(0);
  });
});

describe('a step with measured kernels, by hand', () => {
  const seconds = (input: typeof chatbot, name: string, sequences: number, context: number) =>
    explainStep(input, { decodeSequences: sequences, contextTokens: context }).find(
      (term) => term.name === name,
    )?.seconds;

  it('reads a matrix after its launch', () => {
    const input = { ...chatbot, profile: measured };
    const bytes = (8192 * 28672 * 2) / 4 + 8192 + (2 * 2 * 28672) / 4;
    const expected = 80 * (6e-6 + bytes / (3.35e12 * 0.85));
    expect(seconds(input, 'gate-up', 1, 1000)).toBeCloseTo(expected, 9);
  });

  it('pays for each KV head of each decoding sequence, and for the launch once per layer', () => {
    const input = { ...chatbot, profile: measured };
    const at = (n: number) => seconds(input, 'decode attention', n, n * 100) ?? Number.NaN;
    const read = (n: number) => 80 * ((n * 1024 * 102) / (3.35e12 * 0.9));
    const queries = (n: number) => (80 * n * 2 * 16 * 128 * 2) / (3.35e12 * 0.85);
    expect(at(7)).toBeCloseTo(80 * (10e-6 + (7 * 2 * 2.64e-6) / 132) + read(7) + queries(7), 9);
  });

  it('reads and multiplies experts one after the other', () => {
    const input = { ...chatbot, model: deepseekV3, profile: measured };
    const one = seconds(input, 'expert-gate-up', 64, 64_000) ?? Number.NaN;
    const touched = 256 * (1 - (1 - 8 / 256) ** 64);
    const weights = (touched * 7168 * 4096) / 4 / (3.35e12 * 0.9);
    const products = (64 * 8 * 2 * 7168 * 4096) / 4 / (1979e12 * 0.4);
    expect(one).toBeCloseTo(58 * (weights + products), 7);
  });

  it('charges short prompts for the keys that they pad', () => {
    const terms = new StepTerms();
    const model = rooflineStepModel({ ...chatbot, profile: measured });
    const at = (tokens: number) => {
      model.mixed(0, prompt(tokens), terms);
      return stepSeconds(terms, 0);
    };
    const unpadded = rooflineStepModel({
      ...chatbot,
      profile: {
        ...measured,
        kernels: {
          id: 'unpadded',
          quantisesApart: true,
          blockFilledRows: 0,
          chips: {},
          otherwise: { fit: { ...fit, promptPaddingKeys: 0 }, processors: 132 },
        },
      },
    });
    unpadded.mixed(0, prompt(4000), terms);
    const padded = (80 * 4 * 16 * 128 * 400 * 4000) / (989e12 * 0.75);
    const without = stepSeconds(terms, 0);
    expect(at(4000) - without).toBeCloseTo(padded, 9);
  });

  it('has rates of their own for products that scale by blocks, where the chip has fp8', () => {
    const { rates } = kernelsOf(h100, measured);
    const blocks = rates('fp8', 'gemm', 'fp8-block');
    expect(blocks.efficiency).toBe(0.45);
    expect(blocks.launchSeconds).toBe(12e-6);
    expect(blocks.walkSeconds).toBe(3e-9);
    expect(rates('fp8', 'experts', 'fp8-block').efficiency).toBe(0.35);
    expect(rates('bf16', 'gemm', 'fp8-block')).toEqual(rates('bf16', 'gemm'));
  });

  it('multiplies the rows that every expert of a chip is filled up with, few tokens or many', () => {
    const spread = {
      ...chatbot,
      model: deepseekV3,
      tensor: 8,
      expert: 8,
      weights: 'fp8-block',
    } as const;
    const filled = (blockFilledRows: number) => {
      const kernels = { ...(measured.kernels as KernelLibrary), blockFilledRows };
      return rooflineStepModel({ ...spread, profile: { ...measured, kernels } });
    };
    // Three matrices of 7168 × 2048, 32 of 256 experts on each chip, 58 layers with experts.
    const flops = 127 * 32 * 3 * 2 * 7168 * 2048 * 58;
    const [some, none] = [new StepTerms(), new StepTerms()];
    for (const sequences of [1, 64]) {
      filled(127).decode(sequences, some);
      filled(0).decode(sequences, none);
      const seconds = stepSeconds(some, 0) - stepSeconds(none, 0);
      expect(seconds).toBeCloseTo(flops / (1979e12 * 0.5), 6);
      expect(some.sharedJoules).toBeGreaterThan(none.sharedJoules);
      expect(some.flops).toBe(none.flops);
    }
  });

  it('lets no product by blocks be quicker than a tile’s walk', () => {
    const input = { ...chatbot, weights: 'fp8-block', profile: measured } as const;
    const load = { decodeSequences: 1, contextTokens: 0 };
    const down = explainStep(input, load).find(({ name }) => name === 'down');
    const walk = (chatbot.model.intermediateSize / chatbot.tensor) * 3e-9;
    const read = (8192 * chatbot.model.intermediateSize) / chatbot.tensor / (3.35e12 * 0.7);
    expect(down?.seconds).toBeCloseTo(80 * (12e-6 + Math.max(walk, read)), 4);
    const query = explainStep(input, load).find(({ name }) => name.startsWith('query'));
    expect(query?.seconds).toBeGreaterThan(80 * (12e-6 + 8192 * 3e-9));
  });

  it('quantises in a pass apart only where the library does', () => {
    const names = (quantisesApart: boolean) => {
      const kernels = { ...(measured.kernels as KernelLibrary), quantisesApart };
      const load = { decodeSequences: 8, contextTokens: 0 };
      return explainStep({ ...chatbot, profile: { ...measured, kernels } }, load).map(
        (t) => t.name,
      );
    };
    expect(names(true)).toContain('quantise (mlp)');
    expect(names(false)).not.toContain('quantise (mlp)');
  });
});
