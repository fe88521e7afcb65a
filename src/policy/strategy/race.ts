import type { StrategyDefinition } from './port.ts';
import { createSampling } from './sampling.ts';
import { bestScored } from './scored.ts';

export interface RaceOptions {
  readonly tiers: readonly number[];
  readonly verifier: number;
  /** The first answer with this score wins. */
  readonly threshold: number;
}

/** Several models at once: the first acceptable answer wins and the others are cancelled; where none is, the best score. */
export const race: StrategyDefinition<RaceOptions> = {
  create: ({ tiers, verifier, threshold }) =>
    createSampling({
      tiers,
      scorer: verifier,
      isSettled: (sampled) => sampled.some(({ score }) => (score ?? -Infinity) >= threshold),
      pick: bestScored(threshold),
    }),
};
