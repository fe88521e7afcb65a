import type { Dtype, Source } from '../data-sheets.ts';

/** What a model of one shot does: a request is one job of fixed work, and its answer comes whole. */
export const oneShotKinds = [
  'denoise',
  'classify',
  'detect',
  'transcribe',
  'rank',
  'embed',
] as const;
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
  /** Tokens of a text; of a transcriber, those of a window's transcript. */
  readonly tokens: number;
}

/** What all these models have. */
export interface OneShotFacts {
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

/** Convolutions in bottleneck blocks: ResNet-50 and its like. */
export interface ResidualLayers {
  readonly stemChannels: number;
  readonly stageBlocks: readonly number[];
  /** Channels inside the bottleneck, by stage; its output has `expansion` times as many. */
  readonly stageChannels: readonly number[];
  readonly expansion: number;
  /** Groups of channels that the 3 × 3 convolutions keep apart (ResNeXt); 1: they do not. */
  readonly groups: number;
}
