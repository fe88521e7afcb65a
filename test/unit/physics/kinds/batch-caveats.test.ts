import { expect, it } from 'vitest';
import {
  accelerators,
  links,
  oneShotModels,
  oneShotProfiles,
} from '../../../../src/catalog/index.ts';
import { oneShotCaveats } from '../../../../src/physics/kinds/batch-model.ts';

it('say how far off batches were of diffusers alone, whose fit it was', () => {
  const shape = Object.values(oneShotModels).find(
    ({ architecture }) => architecture === 'diffusion',
  )!;
  const caveatsOf = (profile: keyof typeof oneShotProfiles) =>
    oneShotCaveats({
      accelerator: accelerators['h100-sxm'],
      link: links.nvlink4,
      shape,
      job: shape.defaultJob,
      profile: oneShotProfiles[profile],
      chips: 1,
      ring: 1,
      maxBatchItems: null,
      weights: 'bf16',
      activations: 'bf16',
    });
  expect(caveatsOf('diffusers')).toEqual([expect.stringMatching(/off by 14 to 18 %/)]);
  expect(caveatsOf('tensorrt')).toEqual([]);
  expect(caveatsOf('ideal')).toEqual([]);
});
