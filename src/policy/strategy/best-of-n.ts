import type { StrategyDefinition } from './port.ts';
import { createSampling } from './sampling.ts';
import { bestScored, type ScoredOptions } from './scored.ts';

/** Samples beside each other, each scored by a verifier, and the answer of the best score. */
export const bestOfN: StrategyDefinition<ScoredOptions> = {
  create: ({ tier, samples, verifier, neutral }) =>
    createSampling({
      tiers: new Array<number>(samples).fill(tier),
      scorer: verifier,
      isSettled: () => false,
      pick: bestScored(neutral),
    }),
};
