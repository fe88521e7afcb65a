import { cogVideoDecoder, hunyuanVideoDecoder, wanDecoder } from './decoders.ts';
import { diffusion, transformer } from './denoiser-sheet.ts';
import { checkedCard, modelCard, picture } from './sheet.ts';
import { clipL, llama3, t5Xxl } from './text-encoders.ts';

/** 81 frames at 16 per second are Wan's five seconds. */
const clip = picture(832, 480, { frames: 81, steps: 50, guidance: true });

/** All layers share weights between text and clip; their modulations see 512 channels of the step's number. */
const cogVideo = (layers: number, hiddenSize: number, rotary: boolean, patchFrames = 1) =>
  transformer({
    layers: 0,
    singleLayers: layers,
    hiddenSize,
    text: 'joint',
    textTokens: 226,
    queryKeyNorm: true,
    rotary,
    singleModulation: 512 * 12 * hiddenSize,
    patchFrames,
  });

/** 49 frames at 8 per second are CogVideoX's six seconds. */
const sixSeconds = picture(720, 480, { frames: 49, steps: 50, guidance: true });

/** Models that make clips. */
export const videoModels = {
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
  ...diffusion('cogvideox-2b', {
    name: 'CogVideoX 2B',
    denoiser: cogVideo(30, 1920, false),
    textEncoders: [t5Xxl(226)],
    decoder: cogVideoDecoder,
    defaultJob: sixSeconds,
    publishedParameters: 1.69e9,
    source: checkedCard(
      'config.json files of THUDM/CogVideoX-2b on Hugging Face',
      'a printed CogVideoXTransformer3DModel: 30 blocks of 1920, modulations from 512 to 11,520',
    ),
  }),
  ...diffusion('cogvideox-5b', {
    name: 'CogVideoX 5B',
    denoiser: cogVideo(42, 3072, true),
    textEncoders: [t5Xxl(226)],
    decoder: cogVideoDecoder,
    defaultJob: sixSeconds,
    publishedParameters: 5.57e9,
    source: modelCard('THUDM/CogVideoX-5b'),
  }),
  ...diffusion('cogvideox-1.5-5b', {
    name: 'CogVideoX 1.5 5B',
    denoiser: cogVideo(42, 3072, true, 2),
    textEncoders: [t5Xxl(226)],
    decoder: cogVideoDecoder,
    defaultJob: picture(1360, 768, { frames: 81, steps: 50, guidance: true }),
    publishedParameters: 5.57e9,
    source: modelCard('THUDM/CogVideoX1.5-5B', '; patches of two latent frames'),
  }),
  ...diffusion('hunyuan-video', {
    name: 'HunyuanVideo',
    denoiser: transformer({
      layers: 20,
      hiddenSize: 3072,
      text: 'joint',
      queryKeyNorm: true,
      rotary: true,
      textTokens: 256,
      singleLayers: 40,
    }),
    // 95 tokens of instructions before the prompt
    textEncoders: [llama3(351), clipL],
    decoder: hunyuanVideoDecoder,
    // its guidance is distilled into the weights
    defaultJob: picture(1280, 720, { frames: 129, steps: 50, guidance: false }),
    publishedParameters: 12.8e9,
    source: checkedCard(
      'config.json files of hunyuanvideo-community/HunyuanVideo on Hugging Face (Kong et al., arXiv 2412.03603)',
      'the configuration of an independent training code: 20 and 40 blocks of 24 × 128, MLP × 4, patches of 1 × 2 × 2',
    ),
  }),
};
