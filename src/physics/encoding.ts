import type { Joules } from '../base/units.ts';
import { promptJoules } from './prompt-joules.ts';
import { coefficients } from './step-coefficients.ts';
import {
  addExchanged,
  type PrefillBatch,
  type StepModel,
  StepTerms,
  stepSeconds,
} from './step-model.ts';
import { type RooflineInput, rooflineStepModel } from './step-time.ts';
import type { ImageSize } from './vision-encoder.ts';

/** What the cost of encoding images is made from. */
export interface EncodingInput {
  /** Of the encoder (`encoderShape`) on the replica's chips. */
  readonly input: RooflineInput;
  /** Every image of a model has the same size. */
  readonly image: ImageSize;
}

/** What the cost of encoding assumes, as a sentence for the manifest’s warnings. */
export const encodingCaveat =
  'images are priced with efficiencies that were fitted to decoders; for encoders they are assumed';

/** The cost of encoding images together. */
export interface ImageModel {
  /** Fills `terms` with a pass over `images` images; what an image causes by itself stands beside them. */
  fill(images: number, terms: StepTerms): void;
  readonly imageJoules: Joules;
}

/** The patches of `images` images as a prompt that is computed at once, and yields their tokens. */
export function asPrompt({ tokens, patches, pairs }: ImageSize, images: number): PrefillBatch {
  return {
    sequences: images,
    tokens: images * patches,
    cachedTokens: 0,
    attentionPairs: images * pairs,
    finishing: images * tokens,
  };
}

/**
 * An encoder's pass as a step of the roofline (step-time.ts): a dense transformer over all patches. Held against no
 * measurement yet: the efficiencies are those that the profile has for decoders (assumed).
 */
export function imageModel({ input, image }: EncodingInput): ImageModel {
  const model = rooflineStepModel(input);
  return {
    fill: (images, terms) => model.mixed(0, asPrompt(image, images), terms),
    imageJoules: promptJoules(coefficients(input), asPrompt(image, 1)),
  };
}

/**
 * A decoder's steps on chips that encode the images of their prompts, too: a step with `prefill.images` images passes the
 * encoder first, as vLLM's model runner does, and its prompts then.
 */
export function encodingStepModel(decoder: StepModel, encoding: EncodingInput): StepModel {
  const encoder = imageModel(encoding);
  const own = new StepTerms();
  return {
    ...decoder,
    imageJoules: encoder.imageJoules,
    mixed: (sequences, prefill, terms, ranks, context) => {
      decoder.mixed(sequences, prefill, terms, ranks, context);
      const { images = 0 } = prefill;
      if (images === 0) return;
      encoder.fill(images, own);
      const seconds = stepSeconds(own, 0);
      terms.fixedSeconds += seconds;
      terms.sharedJoules += own.sharedJoules + (own.staticWatts - terms.staticWatts) * seconds;
      terms.flops += own.flops;
      terms.bytes += own.bytes;
      addExchanged(terms, own);
    },
  };
}

/** Passes of an encoder as the only steps of its replicas: of those with `prefill.images` images. Nothing ever decodes. */
export function imageStepModel(encoding: EncodingInput): StepModel {
  const encoder = imageModel(encoding);
  const none = new StepTerms();
  return {
    imageJoules: encoder.imageJoules,
    decode: (_sequences, terms) => void Object.assign(terms, none),
    mixed: (_sequences, prefill, terms) => encoder.fill(prefill.images ?? 0, terms),
    chunkJoules: () => 0,
  };
}
