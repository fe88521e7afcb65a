import { isDecided } from '../../quality/adaptive-vote.ts';
import { Calls } from './calls.ts';
import { callNow, type Decision, type StrategyDefinition, waitOn } from './port.ts';
import { Tally } from './tally.ts';

export interface AdaptiveVoteOptions {
  readonly tier: number;
  /** How sure the leader must be to stay ahead: 0.95. */
  readonly confidence: number;
  /** Samples asked for at once. */
  readonly batch: number;
  readonly maxSamples: number;
}

/**
 * Samples in batches until the leader is sure enough to stay ahead by the Beta rule, or `maxSamples` are spent (Aggarwal et al.
 * 2023, arXiv 2305.11860). It decides when a batch is back, so that it does not depend on the order within one.
 */
export const adaptiveVote: StrategyDefinition<AdaptiveVoteOptions> = {
  create({ tier, confidence, batch, maxSamples }) {
    const calls = new Calls();
    const tally = new Tally();
    let asked = 0;
    const ask = (): Decision => {
      const count = Math.min(batch, maxSamples - asked);
      asked += count;
      return callNow(Array.from({ length: count }, () => calls.ask('sample', tier)));
    };
    const next = (): Decision => {
      if (calls.openCount > 0) return waitOn;
      const [first, second] = tally.topTwo();
      const over = asked >= maxSamples || isDecided(first, second, confidence);
      return over ? calls.deliver(tally.leader()) : ask();
    };
    return {
      begin: () => (maxSamples > 0 ? ask() : calls.deliver(tally.leader())),
      onFinished({ branch, answer }) {
        if (calls.end(branch) === null) return waitOn;
        if (answer !== null) tally.add(answer);
        return next();
      },
      onLost: (branch) => (calls.end(branch) === null ? waitOn : next()),
      onDeadline: () => tally.leader(),
    };
  },
};
