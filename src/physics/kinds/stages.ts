import { assertNever } from '../../base/assert.ts';
import { decoderParts, residualNetworkParts, unetParts } from './convolution-parts.ts';
import { diffusionTransformerParts } from './denoiser-parts.ts';
import { encoderParts } from './encoder-parts.ts';
import type { DiffusionShape, EncoderShape, JobSize, OneShotShape } from './one-shot-shape.ts';
import type { Part } from './part.ts';

/** A part of the model that runs `passes` times before the next begins. */
export interface Stage {
  readonly name: string;
  readonly passes: number;
  /** Copies of each item that run side by side: 2 with classifier-free guidance. */
  readonly copies: number;
  /** Whether the chips of a replica share each item's tokens; else every chip but one waits. */
  readonly shared: boolean;
  /** Whether weights and activations are in the pool's format, or in a format of the stage's own. */
  readonly dtype: 'pool' | 'wide' | 'tf32';
  readonly parts: readonly Part[];
  /** Values that live at once, per item: what a batch needs memory for. */
  readonly liveElements: number;
  /** Channels of the token stream that sequence parallelism exchanges, and its tokens; 0 where nothing is shared. */
  readonly exchangedTokens: number;
  readonly exchangedWidth: number;
  /** Layers of attention over the whole sequence: each exchanges once. */
  readonly exchanges: number;
}

const alone = { shared: false, exchangedTokens: 0, exchangedWidth: 0, exchanges: 0 } as const;

/** The stages of one job, in order. */
export function listStages(shape: OneShotShape, job: JobSize): readonly Stage[] {
  switch (shape.architecture) {
    case 'encoder':
      return [encoderStage(shape, job)];
    case 'residual-network': {
      const parts = residualNetworkParts(shape, job.width, job.height);
      const liveElements = 1.5 * widest(parts);
      return [
        { ...alone, name: 'network', passes: 1, copies: 1, dtype: 'pool', parts, liveElements },
      ];
    }
    case 'diffusion':
      return diffusionStages(shape, job);
    default:
      return assertNever(shape);
  }
}

function widest(parts: readonly Part[]): number {
  return parts.reduce((most, { elements }) => Math.max(most, elements), 0);
}

/** Tokens of an encoder's input: those of the text, or the patches and one token that sums them up. */
export function encoderTokens(shape: EncoderShape, job: JobSize): number {
  const { patchPixels } = shape;
  if (patchPixels === null) return job.tokens;
  return Math.ceil(job.width / patchPixels) * Math.ceil(job.height / patchPixels) + 1;
}

function encoderStage(shape: EncoderShape, job: JobSize): Stage {
  const parts = encoderParts(shape, encoderTokens(shape, job));
  const liveElements = 1.5 * widest(parts);
  return { ...alone, name: 'encoder', passes: 1, copies: 1, dtype: 'pool', parts, liveElements };
}

/** Latent pixels and frames of a job. */
export function latentGrid({ decoder }: DiffusionShape, job: JobSize) {
  return {
    width: Math.ceil(job.width / decoder.spatialStride),
    height: Math.ceil(job.height / decoder.spatialStride),
    frames: Math.ceil((job.frames - 1) / decoder.temporalStride) + 1,
  };
}

function diffusionStages(shape: DiffusionShape, job: JobSize): Stage[] {
  const { denoiser, textEncoders, decoder } = shape;
  const copies = job.guidance ? 2 : 1;
  const { width, height, frames } = latentGrid(shape, job);
  const texts = textEncoders.map(({ name, tokens, ...layers }): Stage => {
    const parts = encoderParts(layers, tokens);
    const liveElements = 1.5 * widest(parts);
    return { ...alone, name, passes: 1, copies, dtype: 'wide', parts, liveElements };
  });
  const pixels = decoderParts(decoder, width, height, frames);
  const decoding: Stage = {
    ...alone,
    name: 'decoder',
    passes: 1,
    copies: 1,
    dtype: 'tf32',
    parts: pixels,
    // engines decode a batch's items one after the other when memory is short
    liveElements: 0,
  };
  const common = { name: 'denoiser', passes: job.steps, copies, dtype: 'pool' } as const;
  if (denoiser.type === 'unet') {
    const parts = unetParts(denoiser, width, height);
    const liveElements = 1.5 * widest(parts);
    return [...texts, { ...alone, ...common, parts, liveElements }, decoding];
  }
  const tokens = frames * Math.ceil(width / denoiser.patch) * Math.ceil(height / denoiser.patch);
  const parts = diffusionTransformerParts(denoiser, tokens);
  const sharing: Stage = {
    ...common,
    shared: true,
    parts,
    liveElements: 1.5 * widest(parts),
    exchangedTokens: tokens,
    exchangedWidth: denoiser.hiddenSize,
    exchanges: denoiser.layers + denoiser.dualAttentionLayers + denoiser.singleLayers,
  };
  return [...texts, sharing, decoding];
}
