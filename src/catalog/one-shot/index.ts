import type { OneShotShape } from '../../physics/kinds/one-shot-shape.ts';
import { encoderModels } from './encoders.ts';
import { imageModels } from './image.ts';
import { rankerModels } from './rankers.ts';
import { speechModels } from './speech.ts';
import { videoModels } from './video.ts';
import { visionModels } from './vision.ts';

/** Every known model that answers in one shot, by id. */
export const oneShotModels = {
  ...imageModels,
  ...videoModels,
  ...encoderModels,
  ...visionModels,
  ...rankerModels,
  ...speechModels,
} as const satisfies Readonly<Record<string, OneShotShape>>;
