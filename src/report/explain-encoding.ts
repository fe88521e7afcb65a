import type { CompiledPool } from '../compile/compiled.ts';
import { imageModel } from '../physics/encoding.ts';
import { StepTerms, stepSeconds } from '../physics/step-model.ts';
import type { TypicalRequest } from './explain-steps.ts';
import { quantity, seconds, whole } from './numbers.ts';

/** How many images a pool passes through its encoder at once at most: those whose tokens fill a step. */
function imagesOfStep(tokens: number, { engine }: CompiledPool): number {
  return Math.max(1, Math.floor(engine.maxBatchedTokens / tokens));
}

/** Seconds that the images of a typical request take of the steps of a pool that encodes them; else 0. */
export function encodingSeconds(pool: CompiledPool, { images = 0 }: TypicalRequest): number {
  const { step } = pool;
  if (step.kind !== 'roofline' || step.encoding === undefined) return 0;
  const together = imagesOfStep(step.encoding.image.tokens, pool);
  return (images / together) * passSeconds(step.encoding, together);
}

function passSeconds(encoding: Parameters<typeof imageModel>[0], images: number): number {
  const terms = new StepTerms();
  imageModel(encoding).fill(images, terms);
  return stepSeconds(terms, 0);
}

/** What encoding takes, for people; nothing of a pool that encodes nothing. */
export function explainEncoding(pool: CompiledPool): { readonly encoder?: string } {
  const { step } = pool;
  if (step.kind !== 'roofline' || step.encoding === undefined) return {};
  const { input, image } = step.encoding;
  const together = imagesOfStep(image.tokens, pool);
  const alone = passSeconds(step.encoding, 1);
  const more =
    together === 1
      ? ''
      : `, of ${together} together ${seconds(passSeconds(step.encoding, together))}`;
  const cut = `${whole(image.tokens)} tokens of ${whole(image.patches)} patches`;
  const joules = quantity(imageModel(step.encoding).imageJoules, 'J');
  return {
    encoder: `${input.model.name}, before the prompts of a step: an image is ${cut} and takes ${seconds(alone)}${more}; ${joules} of its own`,
  };
}
