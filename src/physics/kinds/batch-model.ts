import type { StepTerm } from '../explain.ts';
import { type PrefillBatch, type StepModel, type StepTerms, setSeconds } from '../step-model.ts';
import { type BatchCost, batchCost, type OneShotInput } from './batch-cost.ts';
import { listStages } from './stages.ts';

/** Fills `terms` with a step that lasts `seconds` and knows no decoding sequences. */
function fill(terms: StepTerms, cost: Omit<BatchCost, 'terms'>): void {
  setSeconds(terms, cost.seconds);
  terms.staticWatts = 0;
  terms.sharedJoules = cost.joules;
  terms.tokenJoules = 0;
  terms.contextJoules = 0;
  terms.flops = cost.flops;
  terms.flopsPerContext = 0;
  terms.bytes = cost.bytes;
  terms.bytesPerContext = 0;
}

/**
 * Batches of one-shot jobs as steps of the engine: a job is a prompt of one token whose answer is one token, so that a
 * step in which n prompts finish is a batch of n jobs. All jobs of a batch are alike and share its joules equally.
 * Nothing ever decodes.
 */
export function oneShotStepModel(input: OneShotInput): StepModel {
  const stages = listStages(input.shape, input.job);
  const known: (BatchCost | undefined)[] = [];
  return {
    decode: (_sequences, terms) => fill(terms, { seconds: 0, joules: 0, flops: 0, bytes: 0 }),
    mixed: (_sequences: number, prefill: Readonly<PrefillBatch>, terms: StepTerms) => {
      const batch = prefill.sequences;
      let cost = known[batch];
      if (cost === undefined) {
        cost = batchCost(input, stages, batch);
        known[batch] = cost;
      }
      fill(terms, cost);
    },
    chunkJoules: () => 0,
  };
}

/** The terms of a batch of `jobs` jobs, for people: stages in order, then the host. They add up to its seconds. */
export function explainBatch(input: OneShotInput, jobs: number): readonly StepTerm[] {
  const stages = listStages(input.shape, input.job);
  const cost = batchCost(input, stages, jobs);
  return cost.terms.map(({ name, seconds, bound, flops, bytes }) => {
    const stage = stages.find((each) => each.name === name);
    const passes = stage === undefined || stage.passes === 1 ? '' : `${stage.passes} passes; `;
    return { name, seconds, bound, flops, bytes, source: `${passes}${input.profile.id}` };
  });
}

/** What the cost of a batch leaves out or assumes, as sentences for the manifest's warnings. */
export function oneShotCaveats(input: OneShotInput): string[] {
  const { accelerator, shape, profile } = input;
  const fitted = ['h100-sxm', 'b200'];
  const caveats: string[] = [];
  if (!fitted.includes(accelerator.id)) {
    caveats.push(
      `batches of ${shape.name} are priced with efficiencies and a split of power fitted on H100 and B200; for ${accelerator.name} they are assumed`,
    );
  }
  if (profile.id !== 'ideal' && shape.architecture === 'diffusion') {
    caveats.push(
      `batch times of diffusion models that were left out of the fit were off by 10 to 26 % at the median`,
    );
  }
  return caveats;
}
