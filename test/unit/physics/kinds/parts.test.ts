import { describe, expect, it } from 'vitest';
import { oneShotModels } from '../../../../src/catalog/index.ts';
import type { OneShotShape } from '../../../../src/physics/kinds/one-shot-shape.ts';
import { flopsOf, weightsOf } from '../../../../src/physics/kinds/part.ts';
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
    ['bert-large', 'encoder', 302e6, 0.01],
    ['vit-large-16', 'encoder', 302e6, 0.01],
    ['resnet-50', 'network', 25.5e6, 0.01],
  ] as const)('count the weights of %s’s %s', (id, name, published, tolerance) => {
    const weights = weightsOf(stage(oneShotModels[id], name).parts);
    expect(Math.abs(weights / published - 1)).toBeLessThan(tolerance);
  });

  // multiplications and additions: He et al. 3.8 G (v1.5: 4.1 G) multiply-adds; Podell et al. and its profiles 6 T
  it.each([
    ['resnet-50', 'network', 8.2e9],
    ['stable-diffusion-xl', 'denoiser', 6.76e12],
  ] as const)('count the work of %s’s %s', (id, name, published) => {
    const flops = flopsOf(stage(oneShotModels[id], name).parts);
    expect(Math.abs(flops / published - 1)).toBeLessThan(0.02);
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
});
