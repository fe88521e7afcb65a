import { assertNever } from '../../base/assert.ts';
import { decoderParts, unetParts } from './convolution-parts.ts';
import { diffusionTransformerParts } from './denoiser-parts.ts';
import { detectorParts } from './detector-parts.ts';
import { encoderParts } from './encoder-parts.ts';
import type { JobSize } from './one-shot-facts.ts';
import type { DiffusionShape, EncoderShape, OneShotShape } from './one-shot-shape.ts';
import type { Part } from './part.ts';
import { exchangedValues, tableRankerParts, tableValues } from './ranker-parts.ts';
import type { TableRankerShape } from './ranker-shape.ts';
import { residualNetworkParts } from './residual-parts.ts';
import { heardPositions, hearingParts, writingParts } from './transcriber-parts.ts';
import type { TranscriberShape } from './transcriber-shape.ts';

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
  /** Times that each exchange moves what is exchanged: queries, keys, values and results of attention, or one thing. */
  readonly exchangeMoves: number;
  /** Values of tables that are held, divided among the chips that share the items, and read only where a part looks up. */
  readonly tableValues: number;
}

const alone = {
  shared: false,
  exchangedTokens: 0,
  exchangedWidth: 0,
  exchanges: 0,
  exchangeMoves: 0,
  tableValues: 0,
} as const;

/** The stages of one job, in order. */
export function listStages(shape: OneShotShape, job: JobSize): readonly Stage[] {
  switch (shape.architecture) {
    case 'encoder':
      return [encoderStage(shape, job)];
    case 'residual-network':
      return [network(residualNetworkParts(shape, job.width, job.height))];
    case 'detector':
      return [network(detectorParts(shape, job.width, job.height))];
    case 'table-ranker':
      return [tableStage(shape)];
    case 'transcriber':
      return transcriberStages(shape, job);
    case 'diffusion':
      return diffusionStages(shape, job);
    default:
      return assertNever(shape);
  }
}

function widest(parts: readonly Part[]): number {
  return parts.reduce((most, { elements }) => Math.max(most, elements), 0);
}

/** One pass through a network of layers. */
function network(parts: readonly Part[]): Stage {
  const liveElements = 1.5 * widest(parts);
  return { ...alone, name: 'network', passes: 1, copies: 1, dtype: 'pool', parts, liveElements };
}

/** Every chip holds a part of the tables and scores a part of the candidates: between the two, rows' sums change hands. */
function tableStage(shape: TableRankerShape): Stage {
  return {
    ...network(tableRankerParts(shape)),
    shared: true,
    exchangedTokens: 1,
    exchangedWidth: exchangedValues(shape),
    exchanges: 1,
    exchangeMoves: 1,
    tableValues: tableValues(shape),
  };
}

/**
 * A batch of windows is heard in one pass; then all of them are written token by token, to the length of `job.tokens`
 * each: a batch ends as one, as engines with dynamic batching let it.
 */
function transcriberStages(shape: TranscriberShape, { tokens }: JobSize): Stage[] {
  const heard = hearingParts(shape);
  const kept = 2 * (heardPositions(shape) + tokens) * shape.hiddenSize * shape.decoderLayers;
  const common = { ...alone, copies: 1, dtype: 'pool' } as const;
  return [
    {
      ...common,
      name: 'encoder',
      passes: 1,
      parts: heard,
      liveElements: kept + 1.5 * widest(heard),
    },
    {
      ...common,
      name: 'decoder',
      passes: tokens,
      parts: writingParts(shape, tokens),
      liveElements: kept,
    },
  ];
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
  const depth = Math.ceil(frames / (denoiser.patchFrames ?? 1));
  const tokens = depth * Math.ceil(width / denoiser.patch) * Math.ceil(height / denoiser.patch);
  const parts = diffusionTransformerParts(denoiser, tokens);
  const sharing: Stage = {
    ...common,
    shared: true,
    parts,
    liveElements: 1.5 * widest(parts),
    exchangedTokens: tokens,
    exchangedWidth: denoiser.hiddenSize,
    exchanges: denoiser.layers + denoiser.dualAttentionLayers + denoiser.singleLayers,
    exchangeMoves: 4,
    tableValues: 0,
  };
  return [...texts, sharing, decoding];
}
