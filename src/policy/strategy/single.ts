import { abstention, type StrategyDefinition } from './port.ts';
import { createSampling } from './sampling.ts';

/** One call, whose answer is the program's: a plain request, or one longer chain of thought. */
export const single: StrategyDefinition<{ readonly tier: number }> = {
  create: ({ tier }) =>
    createSampling({
      tiers: [tier],
      scorer: null,
      isSettled: () => false,
      pick: ([only]) => (only === undefined ? abstention : { answer: only.answer, confidence: 1 }),
    }),
};
