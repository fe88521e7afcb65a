import { describe, expect, it } from 'vitest';
import { oneShotModels } from '../../../../src/catalog/index.ts';
import type { OneShotShape } from '../../../../src/physics/kinds/one-shot-shape.ts';
import { convolution, flopsOf, weightsOf } from '../../../../src/physics/kinds/part.ts';
import { listStages } from '../../../../src/physics/kinds/stages.ts';

function stage(shape: OneShotShape, name: string) {
  const found = listStages(shape, shape.defaultJob).find((each) => each.name === name);
  if (found === undefined) throw new Error(`no stage ${name}`);
  return found;
}

describe('the parts of models that answer in one shot', () => {
  // published counts: state dictionaries and model cards on Hugging Face, the papers' tables
  it.each([
    ['stable-diffusion-xl', 'denoiser', 2.567e9, 0.02],
    ['stable-diffusion-xl', 'decoder', 49.49e6, 0.005],
    ['pixart-sigma-xl-2', 'denoiser', 0.61e9, 0.03],
    ['stable-diffusion-3-medium', 'denoiser', 2.03e9, 0.03],
    ['stable-diffusion-3.5-medium', 'denoiser', 2.24e9, 0.03],
    ['stable-diffusion-3.5-large', 'denoiser', 8.06e9, 0.03],
    ['flux.1-dev', 'denoiser', 11.9e9, 0.02],
    ['wan2.1-t2v-1.3b', 'denoiser', 1.42e9, 0.03],
    ['wan2.1-t2v-14b', 'denoiser', 14.29e9, 0.03],
    ['wan2.1-t2v-1.3b', 'decoder', 73.3e6, 0.01],
    ['cogvideox-2b', 'denoiser', 1.69e9, 0.01],
    ['cogvideox-5b', 'denoiser', 5.57e9, 0.01],
    ['hunyuan-video', 'denoiser', 12.8e9, 0.03],
    ['hunyuan-video', 'Llama 3 8B as text encoder', 6.98e9, 0.01],
    ['bert-large', 'encoder', 302e6, 0.01],
    ['vit-large-16', 'encoder', 302e6, 0.01],
    ['resnet-50', 'network', 25.5e6, 0.01],
    ['vit-base-16', 'encoder', 86e6, 0.02],
    ['bge-base', 'encoder', 85e6, 0.01],
    ['bge-m3', 'encoder', 302e6, 0.01],
    // 152 MB of ONNX in 32 bits, norms and anchors included
    ['retinanet', 'network', 38e6, 0.03],
    ['detr-resnet-50', 'network', 41e6, 0.02],
    ['bge-reranker-v2-m3', 'encoder', 302e6, 0.01],
    // Qwen2.5 1.5B: 1.31 G without its embeddings
    ['mxbai-rerank-large-v2', 'encoder', 1.31e9, 0.01],
  ] as const)('count the weights of %s’s %s', (id, name, published, tolerance) => {
    const weights = weightsOf(stage(oneShotModels[id], name).parts);
    expect(Math.abs(weights / published - 1)).toBeLessThan(tolerance);
  });

  // multiplications and additions: He et al. 3.8 G (v1.5: 4.1 G) multiply-adds; Podell et al. and its profiles 6 T
  it.each([
    ['resnet-50', 'network', 8.2e9],
    ['stable-diffusion-xl', 'denoiser', 6.76e12],
    // Dosovitskiy et al. as counted by its profiles: 17.6 G multiply-adds; DETR, table 1: 86 G
    ['vit-base-16', 'encoder', 35.2e9],
    ['detr-resnet-50', 'network', 172e9, 0.1],
    // the backbone's 4.26 G at 224 pixels, 12.8 times, and towers of 10.3 M multiply-adds at 13,343 points
    ['retinanet', 'network', 2 * (4.26e9 * 12.76 + 10.27e6 * 13_343 + 10.1e9)],
    // BERT large: twice its weights and its attention, per token
    ['bert-large', 'encoder', 177 * (2 * 302e6 + 24 * 4 * 177 * 1024)],
  ] as [
    keyof typeof oneShotModels,
    string,
    number,
    number?,
  ][])('count the work of %s’s %s', (id, name, published, tolerance = 0.02) => {
    const flops = flopsOf(stage(oneShotModels[id], name).parts);
    expect(Math.abs(flops / published - 1)).toBeLessThan(tolerance);
  });

  it('grow with the picture: products linearly, attention with the square', () => {
    const shape = oneShotModels['pixart-sigma-xl-2'];
    const flops = (width: number, kind: string) => {
      const [, denoiser] = listStages(shape, { ...shape.defaultJob, width });
      return flopsOf((denoiser?.parts ?? []).filter(({ name }) => name === kind));
    };
    expect(flops(2048, 'image: MLP in') / flops(1024, 'image: MLP in')).toBeCloseTo(2, 12);
    expect(flops(2048, 'self-attention') / flops(1024, 'self-attention')).toBeCloseTo(4, 12);
  });

  it('run every step once more without the prompt where guidance asks for it', () => {
    const shape = oneShotModels['stable-diffusion-xl'];
    const copies = (guidance: boolean) =>
      listStages(shape, { ...shape.defaultJob, guidance }).map((each) => each.copies);
    expect(copies(true)).toEqual([2, 2, 2, 1]);
    expect(copies(false)).toEqual([1, 1, 1, 1]);
  });

  it.each([
    ['whisper-small', 244e6],
    ['whisper-medium', 769e6],
    ['whisper-large-v3', 1550e6],
    ['whisper-large-v3-turbo', 809e6],
  ] as const)('count the weights of %s', (id, published) => {
    const shape = oneShotModels[id];
    const stages = listStages(shape, shape.defaultJob);
    const weights = stages.reduce((sum, { parts }) => sum + weightsOf(parts), 0);
    expect(Math.abs(weights / published - 1)).toBeLessThan(0.02);
  });

  it('count what a candidate of DLRM costs, and its tables', () => {
    const shape = oneShotModels['dlrm-v2'];
    const [network] = listStages(shape, shape.defaultJob);
    // 204 M rows of 128
    expect(network!.tableValues + weightsOf(network!.parts)).toBeCloseTo(26.15e9, -8);
    expect(network!.tableValues / 128).toBe(204_184_588);
    // 16.0 M multiply-adds: 0.17 bottom, 10.6 cross, 5.2 top
    expect(flopsOf(network!.parts) / 2).toBeCloseTo(16.0e6, -5);
    const lookups = network!.parts.find((part) => part.class === 'gather');
    expect(lookups?.elements).toBe(214 * 128);
  });

  it('are grouped where channels are: fewer weights and FLOPs, but tiles that are filled up', () => {
    const whole = convolution('a', 100, 9, 128, 128);
    const grouped = convolution('a', 100, 9, 128, 128, 1, 32);
    expect([grouped.weights, grouped.flopsPerRow]).toEqual([
      whole.weights / 32,
      whole.flopsPerRow / 32,
    ]);
    expect([whole.padding, grouped.padding]).toEqual([1, 4]);
  });

  it('grow with a transcript’s length but for the window that is heard once', () => {
    const shape = oneShotModels['whisper-large-v3'];
    const at = (tokens: number) => listStages(shape, { ...shape.defaultJob, tokens });
    const [short, long] = [at(50), at(100)];
    expect(flopsOf(long[0]!.parts)).toBe(flopsOf(short[0]!.parts));
    expect([short[1]!.passes, long[1]!.passes]).toEqual([50, 100]);
    expect(flopsOf(long[1]!.parts)).toBeGreaterThan(flopsOf(short[1]!.parts));
  });
});
