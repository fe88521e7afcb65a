import type { OneShotShape } from '../../physics/kinds/one-shot-shape.ts';
import { diffusionModels } from './diffusion.ts';
import { encoderModels, visionModels } from './encoders.ts';

/** Every known model that answers in one shot, by id. */
export const oneShotModels = {
  ...diffusionModels,
  ...encoderModels,
  ...visionModels,
} as const satisfies Readonly<Record<string, OneShotShape>>;
