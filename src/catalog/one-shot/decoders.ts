import type { DecoderLevel, LatentDecoder } from '../../physics/kinds/one-shot-shape.ts';

const level = (
  from: number,
  channels: number,
  upChannels: number,
  doublesFrames = false,
): DecoderLevel => ({ from, channels, upChannels, doublesFrames });

/** The decoder of Stable Diffusion's autoencoders (AutoencoderKL, widths 128, 256, 512, 512). */
export function imageDecoder(latentChannels: number): LatentDecoder {
  return {
    latentChannels,
    spatialStride: 8,
    temporalStride: 1,
    blocksPerLevel: 3,
    kernelFrames: 1,
    levels: [level(512, 512, 512), level(512, 512, 512), level(512, 256, 256), level(256, 128, 0)],
  };
}

/** Wan 2.1's causal video decoder (AutoencoderKLWan: width 96, multiples 1, 2, 4, 4, frames doubled twice). */
export const wanDecoder: LatentDecoder = {
  latentChannels: 16,
  spatialStride: 8,
  temporalStride: 4,
  blocksPerLevel: 3,
  kernelFrames: 3,
  levels: [
    level(384, 384, 192, true),
    level(192, 384, 192, true),
    level(192, 192, 96),
    level(96, 96, 0),
  ],
};

/** CogVideoX's causal video decoder (AutoencoderKLCogVideoX: widths 128, 256, 256, 512, three blocks a level and one). */
export const cogVideoDecoder: LatentDecoder = {
  latentChannels: 16,
  spatialStride: 8,
  temporalStride: 4,
  blocksPerLevel: 4,
  kernelFrames: 3,
  copiesFrames: true,
  plainMiddle: true,
  levels: [
    level(512, 512, 512, true),
    level(512, 256, 256, true),
    level(256, 256, 256),
    level(256, 128, 0),
  ],
};

/** HunyuanVideo's causal video decoder (AutoencoderKLHunyuanVideo: widths 128, 256, 512, 512). */
export const hunyuanVideoDecoder: LatentDecoder = {
  latentChannels: 16,
  spatialStride: 8,
  temporalStride: 4,
  blocksPerLevel: 3,
  kernelFrames: 3,
  upTaps: 27,
  copiesFrames: true,
  levels: [
    level(512, 512, 512),
    level(512, 512, 512, true),
    level(512, 256, 256, true),
    level(256, 128, 0),
  ],
};
