import { imageDecoder } from './decoders.ts';
import { diffusion, transformer } from './denoiser-sheet.ts';
import { modelCard, picture } from './sheet.ts';
import { clipBigG, clipL, t5Xxl } from './text-encoders.ts';

const stableDiffusion35Large = {
  denoiser: transformer({
    layers: 38,
    hiddenSize: 2432,
    text: 'joint',
    queryKeyNorm: true,
    textTokens: 333,
  }),
  textEncoders: [clipL, clipBigG, t5Xxl(256)],
  decoder: imageDecoder(16),
} as const;

/** FLUX.1, whose two checkpoints read prompts of other lengths. */
const flux1 = (textTokens: number) => ({
  denoiser: transformer({
    layers: 19,
    hiddenSize: 3072,
    text: 'joint',
    queryKeyNorm: true,
    rotary: true,
    textTokens,
    singleLayers: 38,
  }),
  textEncoders: [clipL, t5Xxl(textTokens)],
  decoder: imageDecoder(16),
});

/** Models that make images. */
export const imageModels = {
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
    ...stableDiffusion35Large,
    defaultJob: picture(1024, 1024, { steps: 28, guidance: true }),
    publishedParameters: 8.1e9,
    source: modelCard(
      'stabilityai/stable-diffusion-3.5-large',
      '; 77 tokens of CLIP and 256 of T5 (diffusers’ default)',
    ),
  }),
  // the same weights' shape, distilled to four steps without guidance
  ...diffusion('stable-diffusion-3.5-large-turbo', {
    name: 'Stable Diffusion 3.5 large turbo',
    ...stableDiffusion35Large,
    defaultJob: picture(1024, 1024, { steps: 4, guidance: false }),
    publishedParameters: 8.1e9,
    source: modelCard('stabilityai/stable-diffusion-3.5-large-turbo'),
  }),
  ...diffusion('flux.1-schnell', {
    name: 'FLUX.1 schnell',
    ...flux1(256),
    defaultJob: picture(1024, 1024, { steps: 4, guidance: false }),
    publishedParameters: 12e9,
    source: modelCard('black-forest-labs/FLUX.1-schnell'),
  }),
  ...diffusion('flux.1-dev', {
    name: 'FLUX.1 dev',
    ...flux1(512),
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
};
