import type { Bytes } from '../base/units.ts';
import { type CollectiveName, type CollectivePlan, collectivePlan } from './collectives.ts';
import { activationBytesPerElement, bytesPerElement } from './dtype.ts';
import { isFree } from './ideal.ts';
import type { RooflineInput, Where } from './operator.ts';
import type { OperatorList } from './operators.ts';

/** One collective of a step, repeated over layers; its message is as long as a micro-batch has rows. */
export interface Exchange {
  readonly name: string;
  /** Who exchanges: the chips that cut a layer, the ranks of experts, or a stage of the pipeline with the next one. */
  readonly between: 'tensor' | 'experts' | 'stages';
  readonly rows: 'tokens' | 'yielding';
  readonly plan: CollectivePlan;
  readonly bytesPerRow: Bytes;
  /** Times that one micro-batch makes it in the whole model, and in the stage that makes it most often. */
  readonly repeats: number;
  readonly stageRepeats: number;
  /** Chips of one data rank: as many send. */
  readonly chips: number;
  /** True where a layer that no token runs makes none, and one that few run sends fewer rows. */
  readonly skipped: boolean;
}

/**
 * What the chips of a replica exchange in one step.
 *
 * One data rank: two all-reduces per layer (after its mixer, such as attention, and after its MLP; experts on other chips need no more, for
 * every chip has all tokens and the sum gathers what each made) and one after the cut embedding table; one gather of the
 * logits of yielding tokens.
 *
 * More: layers with experts dispatch and combine in place of the second all-reduce. Each chip is in charge of its part
 * of its rank's tokens: it sends each to the ranks of its experts, in the activations' format, and they send back what
 * they made, in 16 bits; then the chips of a rank gather their parts. Tokens go to R·(1 − (1 − 1/R)^k) of R expert ranks.
 *
 * Between pipeline stages, the residual stream is sent on.
 *
 * Nothing where the network is made free (`ideal`): who would wait for links waits for nobody.
 *
 * Where a replica needs several nodes, groups that one node does not hold exchange across them (collectives.ts).
 */
export function listExchanges(input: RooflineInput, list: OperatorList): readonly Exchange[] {
  if (isFree(input, 'network')) return [];
  const { link, scaleOut: nodes, tensor, pipeline, data, profile } = input;
  const { halves, streamBytes, logitBytes, routed } = list;
  const exchange = (
    name: string,
    collective: CollectiveName,
    chips: number,
    more: Pick<Exchange, 'rows' | 'bytesPerRow' | 'repeats' | 'stageRepeats'>,
    between: Exchange['between'] = 'tensor',
  ): Exchange => ({
    name,
    between,
    plan: collectivePlan(collective, {
      ...{ link, chips, kernels: profile.collectives },
      // stages that follow each other are taken to be on two nodes
      ...(nodes && { nodes: collective === 'send' ? { ...nodes, chipsPerNode: 1 } : nodes }),
    }),
    chips: tensor,
    skipped: input.model.earlyExit !== undefined && collective === 'all-reduce',
    ...more,
  });
  const stream = { rows: 'tokens', bytesPerRow: streamBytes } as const;
  const spread = data > 1 && routed !== null ? routed : { repeats: 0, stageRepeats: 0 };
  const exchanges: Exchange[] = [];
  if (tensor > 1) {
    const repeats = halves.repeats + 1 - spread.repeats;
    const stageRepeats = halves.stageRepeats + 1 - spread.stageRepeats;
    exchanges.push(
      exchange('all-reduce', 'all-reduce', tensor, { ...stream, repeats, stageRepeats }),
    );
  }
  if (spread.repeats > 0) exchanges.push(...expertExchanges(input, streamBytes, spread, exchange));
  if (tensor > 1) {
    const logits = { rows: 'yielding', bytesPerRow: logitBytes } as const;
    const once = { repeats: 1, stageRepeats: 1 };
    exchanges.push(exchange('gather of logits', 'all-gather', tensor, { ...logits, ...once }));
  }
  if (pipeline > 1) {
    const each = { repeats: pipeline - 1, stageRepeats: 1 };
    exchanges.push(
      exchange('hand-off between stages', 'send', 2, { ...stream, ...each }, 'stages'),
    );
  }
  return exchanges;
}

function expertExchanges(
  input: RooflineInput,
  streamBytes: Bytes,
  { repeats, stageRepeats }: Where,
  exchange: (
    name: string,
    collective: CollectiveName,
    chips: number,
    more: Pick<Exchange, 'rows' | 'bytesPerRow' | 'repeats' | 'stageRepeats'>,
    between: Exchange['between'],
  ) => Exchange,
): Exchange[] {
  const { model, tensor, data, expert, activations } = input;
  const chips = tensor * data;
  const reached = expert * (1 - (1 - 1 / expert) ** (model.moe?.expertsPerToken ?? 1));
  // Of the chips that cut one expert, each needs the token.
  const copies = (reached * (chips / expert)) / tensor;
  const wide = activationBytesPerElement(activations);
  const narrow = Math.min(wide, bytesPerElement(activations)) / wide;
  const rows = { rows: 'tokens', repeats, stageRepeats } as const;
  const dispatched = { ...rows, bytesPerRow: copies * narrow * streamBytes };
  const combined = { ...rows, bytesPerRow: copies * streamBytes };
  const gathered = { ...rows, bytesPerRow: streamBytes };
  return [
    exchange('dispatch to experts', 'all-to-all', chips, dispatched, 'experts'),
    exchange('combine from experts', 'all-to-all', chips, combined, 'experts'),
    ...(tensor > 1
      ? [exchange('gather of tokens', 'all-gather', tensor, gathered, 'experts')]
      : []),
  ];
}
