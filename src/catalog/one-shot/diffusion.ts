import type { DiffusionShape, DiffusionTransformer } from '../../physics/kinds/one-shot-shape.ts';
import { imageDecoder, wanDecoder } from './decoders.ts';
import { modelCard, picture } from './sheet.ts';
import { clipBigG, clipL, t5Xxl } from './text-encoders.ts';

type Facts = Omit<DiffusionShape, 'id' | 'architecture' | 'kinds' | 'nativeDtype' | 'denoiser'> & {
  readonly denoiser: DiffusionShape['denoiser'];
};

function diffusion<Id extends string>(id: Id, facts: Facts): Readonly<Record<Id, DiffusionShape>> {
  const shape: DiffusionShape = {
    id,
    architecture: 'diffusion',
    kinds: ['denoise'],
    nativeDtype: 'bf16',
    ...facts,
  };
  return { [id]: shape } as Record<Id, DiffusionShape>;
}

const transformer = (
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

/** 81 frames at 16 per second are Wan's five seconds. */
const clip = picture(832, 480, { frames: 81, steps: 50, guidance: true });

export const diffusionModels = {
  ...diffusion('pixart-sigma-xl-2', {
    name: 'PixArt-Σ XL/2 1024',
    denoiser: transformer({ layers: 28, hiddenSize: 1152, text: 'cross', textTokens: 300 }),
    textEncoders: [t5Xxl(300)],
    decoder: imageDecoder(4),
    defaultJob: picture(1024, 1024, { steps: 20, guidance: true }),
    publishedParameters: 0.6e9,
    source: modelCard('PixArt-alpha/PixArt-Sigma-XL-2-1024-MS'),
  }),
  ...diffusion('stable-diffusion-3-medium', {
    name: 'Stable Diffusion 3 medium',
    denoiser: transformer({ layers: 24, hiddenSize: 1536, text: 'joint', textTokens: 333 }),
    textEncoders: [clipL, clipBigG, t5Xxl(256)],
    decoder: imageDecoder(16),
    defaultJob: picture(1024, 1024, { steps: 28, guidance: true }),
    publishedParameters: 2e9,
    source: modelCard(
      'stabilityai/stable-diffusion-3-medium-diffusers',
      '; 77 tokens of CLIP and 256 of T5 (diffusers’ default)',
    ),
  }),
  ...diffusion('stable-diffusion-3.5-medium', {
    name: 'Stable Diffusion 3.5 medium',
    denoiser: transformer({
      layers: 24,
      hiddenSize: 1536,
      text: 'joint',
      queryKeyNorm: true,
      textTokens: 333,
      dualAttentionLayers: 13,
    }),
    textEncoders: [clipL, clipBigG, t5Xxl(256)],
    decoder: imageDecoder(16),
    defaultJob: picture(1024, 1024, { steps: 28, guidance: true }),
    publishedParameters: 2.5e9,
    source: modelCard(
      'stabilityai/stable-diffusion-3.5-medium',
      '; 77 tokens of CLIP and 256 of T5 (diffusers’ default)',
    ),
  }),
  ...diffusion('stable-diffusion-3.5-large', {
    name: 'Stable Diffusion 3.5 large',
    denoiser: transformer({
      layers: 38,
      hiddenSize: 2432,
      text: 'joint',
      queryKeyNorm: true,
      textTokens: 333,
    }),
    textEncoders: [clipL, clipBigG, t5Xxl(256)],
    decoder: imageDecoder(16),
    defaultJob: picture(1024, 1024, { steps: 28, guidance: true }),
    publishedParameters: 8.1e9,
    source: modelCard(
      'stabilityai/stable-diffusion-3.5-large',
      '; 77 tokens of CLIP and 256 of T5 (diffusers’ default)',
    ),
  }),
  ...diffusion('flux.1-dev', {
    name: 'FLUX.1 dev',
    denoiser: transformer({
      layers: 19,
      hiddenSize: 3072,
      text: 'joint',
      queryKeyNorm: true,
      rotary: true,
      textTokens: 512,
      singleLayers: 38,
    }),
    textEncoders: [clipL, t5Xxl(512)],
    decoder: imageDecoder(16),
    // its guidance is distilled into the weights
    defaultJob: picture(1024, 1024, { steps: 28, guidance: false }),
    publishedParameters: 12e9,
    source: modelCard('black-forest-labs/FLUX.1-dev'),
  }),
  ...diffusion('stable-diffusion-xl', {
    name: 'Stable Diffusion XL base 1.0',
    denoiser: {
      type: 'unet',
      channels: [320, 640, 1280],
      transformerLayers: [0, 2, 10],
      blocksPerLevel: 2,
      textWidth: 2048,
      textTokens: 77,
      latentChannels: 4,
    },
    textEncoders: [clipL, clipBigG],
    decoder: imageDecoder(4),
    // MLPerf Inference v4.1: 20 Euler steps with guidance 8
    defaultJob: picture(1024, 1024, { steps: 20, guidance: true }),
    publishedParameters: 2.6e9,
    source: modelCard('stabilityai/stable-diffusion-xl-base-1.0'),
  }),
  ...diffusion('wan2.1-t2v-1.3b', {
    name: 'Wan 2.1 text-to-video 1.3B',
    denoiser: transformer({
      layers: 30,
      hiddenSize: 1536,
      intermediateSize: 8960,
      text: 'cross',
      queryKeyNorm: true,
      rotary: true,
      textTokens: 512,
    }),
    textEncoders: [t5Xxl(512, 256_384)],
    decoder: wanDecoder,
    defaultJob: clip,
    publishedParameters: 1.3e9,
    source: modelCard('Wan-AI/Wan2.1-T2V-1.3B-Diffusers'),
  }),
  ...diffusion('wan2.1-t2v-14b', {
    name: 'Wan 2.1 text-to-video 14B',
    denoiser: transformer({
      layers: 40,
      hiddenSize: 5120,
      intermediateSize: 13_824,
      text: 'cross',
      queryKeyNorm: true,
      rotary: true,
      textTokens: 512,
    }),
    textEncoders: [t5Xxl(512, 256_384)],
    decoder: wanDecoder,
    defaultJob: clip,
    publishedParameters: 14e9,
    source: modelCard('Wan-AI/Wan2.1-T2V-14B-Diffusers'),
  }),
};
