import type { Bytes } from '../base/units.ts';
import { type CollectiveName, type CollectivePlan, collectivePlan } from './collectives.ts';
import type { RooflineInput, Rows } from './operator.ts';

/** One collective of a step, repeated over layers; its message is as long as a micro-batch has rows. */
export interface Exchange {
  readonly name: string;
  readonly rows: Exclude<Rows, 'cached'>;
  readonly plan: CollectivePlan;
  readonly bytesPerRow: Bytes;
  /** Times that one micro-batch makes it in the whole model, and in the stage that makes it most often. */
  readonly repeats: number;
  readonly stageRepeats: number;
  /** Chips of one replica that send at a time. */
  readonly chips: number;
}

/** What a step's exchanges depend on beside the layout: layers, and bytes per token of the stream and the logits. */
export interface ExchangeShape {
  readonly layers: number;
  readonly stageLayers: number;
  readonly streamBytes: Bytes;
  readonly logitBytes: Bytes;
}

/**
 * What the chips of a replica exchange in one step: two all-reduces per layer (after attention and after the MLP) and
 * one after the cut embedding table; one gather of the logits of yielding tokens; between stages, the residual stream.
 */
export function listExchanges(input: RooflineInput, shape: ExchangeShape): readonly Exchange[] {
  const { link, tensor, pipeline, profile } = input;
  const { layers, stageLayers, streamBytes, logitBytes } = shape;
  const planOf = (name: CollectiveName, chips: number) =>
    collectivePlan(name, { link, chips, kernels: profile.collectives });
  const exchanges: Exchange[] = [];
  if (tensor > 1) {
    exchanges.push({
      name: 'all-reduce',
      rows: 'tokens',
      plan: planOf('all-reduce', tensor),
      bytesPerRow: streamBytes,
      repeats: 2 * layers + 1,
      stageRepeats: 2 * stageLayers + 1,
      chips: tensor,
    });
    exchanges.push({
      name: 'gather of logits',
      rows: 'yielding',
      plan: planOf('all-gather', tensor),
      bytesPerRow: logitBytes,
      repeats: 1,
      stageRepeats: 1,
      chips: tensor,
    });
  }
  if (pipeline > 1) {
    exchanges.push({
      name: 'hand-off between stages',
      rows: 'tokens',
      plan: planOf('send', 2),
      bytesPerRow: streamBytes,
      repeats: pipeline - 1,
      stageRepeats: 1,
      chips: tensor,
    });
  }
  return exchanges;
}
