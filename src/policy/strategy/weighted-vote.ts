import type { StrategyDefinition } from './port.ts';
import { createSampling } from './sampling.ts';
import type { ScoredOptions } from './scored.ts';
import { weightedBy } from './votes.ts';

/** Samples beside each other, each scored by a verifier, and the answer with the largest sum of weights. */
export const weightedVote: StrategyDefinition<ScoredOptions> = {
  create: ({ tier, samples, verifier, ...scale }) =>
    createSampling({
      tiers: new Array<number>(samples).fill(tier),
      scorer: verifier,
      isSettled: () => false,
      pick: weightedBy(scale),
    }),
};
