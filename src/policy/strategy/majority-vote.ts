import type { StrategyDefinition } from './port.ts';
import { createSampling } from './sampling.ts';
import { plainVote, VoteLead } from './votes.ts';

export interface MajorityVoteOptions {
  readonly tier: number;
  readonly samples: number;
  /** Stop when no sample that is still open can change the winner. */
  readonly earlyStop: boolean;
}

/** Samples beside each other, and the plurality of their answers (self-consistency, Wang et al. 2022, arXiv 2203.11171). */
export const majorityVote: StrategyDefinition<MajorityVoteOptions> = {
  create({ tier, samples, earlyStop }) {
    const lead = new VoteLead();
    return createSampling({
      tiers: new Array<number>(samples).fill(tier),
      scorer: null,
      isSettled: (sampled, open) => earlyStop && !lead.isOvertakeable(sampled, open),
      pick: plainVote,
    });
  },
};
