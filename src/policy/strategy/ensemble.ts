import type { StrategyDefinition } from './port.ts';
import { createSampling } from './sampling.ts';
import { plainVote } from './votes.ts';

/** One sample of each of several models, and the plurality of their answers. */
export const ensemble: StrategyDefinition<{ readonly tiers: readonly number[] }> = {
  create: ({ tiers }) =>
    createSampling({ tiers, scorer: null, isSettled: () => false, pick: plainVote }),
};
