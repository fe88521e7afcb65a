import type { DetectorShape } from './detector-shape.ts';
import type { OneShotFacts, ResidualLayers } from './one-shot-facts.ts';
import type { TableRankerShape } from './ranker-shape.ts';
import type { TranscriberShape } from './transcriber-shape.ts';

/** A stack of transformer layers that reads its input once: BERT, CLIP, T5's encoder, a vision transformer. */
export interface EncoderLayers {
  readonly layers: number;
  readonly hiddenSize: number;
  readonly intermediateSize: number;
  /** Three matrices in the MLP when true, two when false. */
  readonly gatedMlp: boolean;
  /** Rows of its embedding table; 0 for pixels. */
  readonly vocabSize: number;
  /** Channels of keys, and of values, over all heads: fewer than hiddenSize where queries share them; absent: as many. */
  readonly keyValueSize?: number;
  /** Whether a token attends to those before it alone: a decoder that reads its input once. */
  readonly causal?: boolean;
}

/** An encoder of texts, or of images cut into patches. */
export interface EncoderShape extends OneShotFacts, EncoderLayers {
  readonly architecture: 'encoder';
  /** Side of the patches, in pixels; null for a text. */
  readonly patchPixels: number | null;
  readonly longestTokens: number;
}

export interface ResidualNetworkShape extends OneShotFacts, ResidualLayers {
  readonly architecture: 'residual-network';
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
  /** Layers after the others in which text and image tokens share weights (FLUX; all layers of CogVideoX). */
  readonly singleLayers: number;
  /** Weights of such a layer's modulation; three times the width's square where absent. */
  readonly singleModulation?: number;
  /** Latent frames of a patch; 1 where absent. */
  readonly patchFrames?: number;
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
  /** Taps of the convolution after each upsampling; 9 where absent. */
  readonly upTaps?: number;
  /** Whether frames are doubled by copying them, not by a convolution of their own. */
  readonly copiesFrames?: boolean;
  /** Whether its middle has no attention. */
  readonly plainMiddle?: boolean;
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

export type OneShotShape =
  | EncoderShape
  | ResidualNetworkShape
  | DetectorShape
  | TableRankerShape
  | TranscriberShape
  | DiffusionShape;

/** Whether a shape of the catalog is one of these; the others are decoder-only transformers. */
export function isOneShot(shape: object): shape is OneShotShape {
  return 'architecture' in shape;
}
