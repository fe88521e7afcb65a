import type { Dtype, Source } from '../data-sheets.ts';

/** What a model of one shot does: a request is one job of fixed work, and its answer comes whole. */
export const oneShotKinds = ['denoise', 'classify', 'embed'] as const;
export type OneShotKind = (typeof oneShotKinds)[number];

/** How much one request asks for. What a kind of model has no use for is 0 (frames: 1). */
export interface JobSize {
  /** Pixels of the image or of each frame. */
  readonly width: number;
  readonly height: number;
  readonly frames: number;
  /** Passes of the denoiser. */
  readonly steps: number;
  /** Whether each step runs with the prompt and without it (classifier-free guidance). */
  readonly guidance: boolean;
  /** Tokens of a text. */
  readonly tokens: number;
}

interface OneShotFacts {
  readonly id: string;
  readonly name: string;
  readonly kinds: readonly OneShotKind[];
  readonly nativeDtype: Dtype;
  /** What a request asks for where a scenario does not say. */
  readonly defaultJob: JobSize;
  /** Parameters of the main network (without text encoders and decoder), as its card has them. */
  readonly publishedParameters: number;
  readonly source: Source;
}

/** A stack of transformer layers that reads its input once: BERT, CLIP, T5's encoder, a vision transformer. */
export interface EncoderLayers {
  readonly layers: number;
  readonly hiddenSize: number;
  readonly intermediateSize: number;
  /** Three matrices in the MLP when true, two when false. */
  readonly gatedMlp: boolean;
  /** Rows of its embedding table; 0 for pixels. */
  readonly vocabSize: number;
}

/** An encoder of texts, or of images cut into patches. */
export interface EncoderShape extends OneShotFacts, EncoderLayers {
  readonly architecture: 'encoder';
  /** Side of the patches, in pixels; null for a text. */
  readonly patchPixels: number | null;
  readonly longestTokens: number;
}

/** A convolutional network of bottleneck blocks: ResNet-50 and its like. */
export interface ResidualNetworkShape extends OneShotFacts {
  readonly architecture: 'residual-network';
  readonly stemChannels: number;
  readonly stageBlocks: readonly number[];
  /** Channels inside the bottleneck, by stage; its output has `expansion` times as many. */
  readonly stageChannels: readonly number[];
  readonly expansion: number;
  readonly classes: number;
}

/** A transformer over patches of the latent image or clip. */
export interface DiffusionTransformer {
  readonly type: 'transformer';
  readonly layers: number;
  readonly hiddenSize: number;
  readonly intermediateSize: number;
  readonly gatedMlp: boolean;
  /** Side of a patch in latent pixels. */
  readonly patch: number;
  /** `cross`: image tokens attend to the text; `joint`: text tokens flow beside them, with weights of their own. */
  readonly text: 'cross' | 'joint';
  readonly textTokens: number;
  /** Whether queries and keys are normed, and whether they are rotated by their place (rotary embedding). */
  readonly queryKeyNorm: boolean;
  readonly rotary: boolean;
  /** Layers, the first ones, that attend among image tokens a second time (SD 3.5 medium). */
  readonly dualAttentionLayers: number;
  /** Layers after the others in which text and image tokens share weights, attention beside the MLP (FLUX). */
  readonly singleLayers: number;
}

/** A U-Net of convolutions, with transformer layers at its lower resolutions. */
export interface DiffusionUnet {
  readonly type: 'unet';
  readonly channels: readonly number[];
  /** Transformer layers in each attention block, by resolution; 0 without attention. */
  readonly transformerLayers: readonly number[];
  readonly blocksPerLevel: number;
  readonly textWidth: number;
  readonly textTokens: number;
  readonly latentChannels: number;
}

/** One resolution of a decoder: its blocks, and the convolution after its upsampling (0 channels: there is none). */
export interface DecoderLevel {
  readonly from: number;
  readonly channels: number;
  readonly upChannels: number;
  /** Frames are doubled (less the first) with the pixels. */
  readonly doublesFrames: boolean;
}

/** What turns latents into pixels. */
export interface LatentDecoder {
  readonly latentChannels: number;
  /** Pixels per latent pixel, and frames per latent frame after the first. */
  readonly spatialStride: number;
  readonly temporalStride: number;
  readonly blocksPerLevel: number;
  /** 3 for causal 3-D convolutions, 1 for images. */
  readonly kernelFrames: 1 | 3;
  readonly levels: readonly DecoderLevel[];
}

export interface DiffusionShape extends OneShotFacts {
  readonly architecture: 'diffusion';
  readonly denoiser: DiffusionTransformer | DiffusionUnet;
  readonly textEncoders: readonly (EncoderLayers & {
    readonly name: string;
    readonly tokens: number;
  })[];
  readonly decoder: LatentDecoder;
}

export type OneShotShape = EncoderShape | ResidualNetworkShape | DiffusionShape;

/** Whether a shape of the catalog is one of these; the others are decoder-only transformers. */
export function isOneShot(shape: object): shape is OneShotShape {
  return 'architecture' in shape;
}
