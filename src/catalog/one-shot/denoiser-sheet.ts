import type { DiffusionShape, DiffusionTransformer } from '../../physics/kinds/one-shot-shape.ts';

type Facts = Omit<DiffusionShape, 'id' | 'architecture' | 'kinds' | 'nativeDtype' | 'denoiser'> & {
  readonly denoiser: DiffusionShape['denoiser'];
};

/** A diffusion model under its id. */
export function diffusion<Id extends string>(
  id: Id,
  facts: Facts,
): Readonly<Record<Id, DiffusionShape>> {
  const shape: DiffusionShape = {
    id,
    architecture: 'diffusion',
    kinds: ['denoise'],
    nativeDtype: 'bf16',
    ...facts,
  };
  return { [id]: shape } as Record<Id, DiffusionShape>;
}

/** A diffusion transformer with what most of them have. */
export const transformer = (
  shape: Pick<DiffusionTransformer, 'layers' | 'hiddenSize' | 'text' | 'textTokens'> &
    Partial<DiffusionTransformer>,
): DiffusionTransformer => ({
  type: 'transformer',
  intermediateSize: 4 * shape.hiddenSize,
  gatedMlp: false,
  patch: 2,
  queryKeyNorm: false,
  rotary: false,
  dualAttentionLayers: 0,
  singleLayers: 0,
  ...shape,
});
