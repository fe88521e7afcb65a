import type { Seconds } from '../../base/units.ts';
import type { StepTerm } from '../explain.ts';
import { powerCaveat } from '../power.ts';
import {
  clearExchanged,
  type PrefillBatch,
  type StepModel,
  type StepTerms,
  setSeconds,
} from '../step-model.ts';
import { type BatchCost, batchCost, type OneShotInput } from './batch-cost.ts';
import { listStages } from './stages.ts';

/** Fills `terms` with a step that lasts `seconds` and knows no decoding sequences; `own` joules belong to its chunks. */
function fill(terms: StepTerms, cost: Omit<BatchCost, 'terms' | 'clock'>, own = 0): void {
  setSeconds(terms, cost.seconds);
  terms.staticWatts = 0;
  terms.sharedJoules = cost.joules - own;
  terms.tokenJoules = 0;
  terms.contextJoules = 0;
  terms.flops = cost.flops;
  terms.flopsPerContext = 0;
  terms.bytes = cost.bytes;
  terms.bytesPerContext = 0;
  clearExchanged(terms);
  terms.insideBytes = cost.exchangedBytes;
  terms.insideSeconds = cost.exchangeSeconds;
}

/** A step in which nobody runs. */
const nothing = {
  ...{ seconds: 0, joules: 0, flops: 0, bytes: 0 },
  ...{ exchangedBytes: 0, exchangeSeconds: 0 },
} as const;

/** What a batch of one item takes. */
export function secondsAlone(input: OneShotInput): Seconds {
  return batchCost(input, listStages(input.shape, input.job), 1).seconds;
}

/** Batches whose cost is kept, by their items: those of one item per request. */
const mostKept = 4096;

/**
 * Batches of one-shot jobs as steps of the engine: a job is a prompt of one token, or of one per item where it has
 * several, whose answer is one token, so that a step with prompts of n tokens is a batch of n items. Where jobs are alike
 * they share its joules equally; else an item owns what it costs in the fullest batch, below which none is cheaper, and
 * what a smaller batch costs beyond that is shared equally by its requests. Nothing ever decodes.
 */
export function oneShotStepModel(input: OneShotInput): StepModel {
  const stages = listStages(input.shape, input.job);
  const known: (BatchCost | undefined)[] = [];
  const most = input.maxBatchItems;
  const itemJoules = most === null ? 0 : batchCost(input, stages, most, 0).joules / most;
  return {
    decode: (_sequences, terms) => fill(terms, nothing),
    mixed: (_sequences: number, prefill: Readonly<PrefillBatch>, terms: StepTerms) => {
      const { sequences, tokens: items } = prefill;
      const keeps = items === sequences && items < mostKept;
      const cost = (keeps ? known[items] : undefined) ?? batchCost(input, stages, items, sequences);
      if (keeps) known[items] = cost;
      fill(terms, cost, itemJoules * items);
    },
    chunkJoules: (items) => itemJoules * items,
  };
}

/** The terms of a batch, for people: stages in order, then the host. They add up to its seconds. */
export function explainBatch(
  input: OneShotInput,
  items: number,
  requests: number,
): readonly StepTerm[] {
  const stages = listStages(input.shape, input.job);
  const cost = batchCost(input, stages, items, requests);
  return cost.terms.map(({ name, seconds, bound, flops, bytes }) => {
    const stage = stages.find((each) => each.name === name);
    const passes = stage === undefined || stage.passes === 1 ? '' : `${stage.passes} passes; `;
    const clock = cost.clock === 1 ? '' : ` at ${Math.round(100 * cost.clock)} % of the clock`;
    return { name, seconds, bound, flops, bytes, source: `${passes}${input.profile.id}${clock}` };
  });
}

/** What the cost of a batch leaves out or assumes, as sentences for the manifest's warnings. */
export function oneShotCaveats(input: OneShotInput): string[] {
  const { accelerator, shape, profile } = input;
  const fitted = ['h100-sxm', 'b200'];
  const caveats: string[] = input.power === undefined ? [] : [powerCaveat];
  if (!fitted.includes(accelerator.id)) {
    caveats.push(
      `batches of ${shape.name} are priced with efficiencies and a split of power fitted on H100 and B200; for ${accelerator.name} they are assumed`,
    );
  }
  if (profile.id === 'diffusers' && shape.architecture === 'diffusion') {
    caveats.push(
      `batch times of diffusion models that were left out of the fit were off by 14 to 18 % at the median`,
    );
  }
  return caveats;
}
