import type { AnswerId } from '../../quality/samples.ts';
import { Calls } from './calls.ts';
import {
  abstention,
  callNow,
  type Decision,
  type Delivered,
  type Finished,
  type Strategy,
  waitOn,
} from './port.ts';

/** An answer that came back, with its score where the program asks for one. */
export interface Sampled {
  readonly branch: number;
  readonly answer: AnswerId;
  readonly score: number | null;
}

/** A program of samples beside each other and one decision at the end. */
export interface Sampling {
  /** The tier of each sample. */
  readonly tiers: readonly number[];
  /** Tier that scores each answer as it comes back; null for none. */
  readonly scorer: number | null;
  pick(sampled: readonly Sampled[]): Delivered;
  /** True where what is still open cannot change the pick, or is not waited for. */
  isSettled(sampled: readonly Sampled[], open: number): boolean;
}

/** Makes the program: all samples at once, each scored when it is back; what is lost is left out. */
export function createSampling(sampling: Sampling): Strategy {
  const { tiers, scorer } = sampling;
  const calls = new Calls();
  const unscored = new Map<number, AnswerId>();
  const sampled: Sampled[] = [];

  const next = (): Decision => {
    const open = calls.openCount;
    if (open > 0 && !sampling.isSettled(sampled, open)) return waitOn;
    return calls.deliver(sampling.pick(sampled));
  };
  const answered = (branch: number, answer: AnswerId): Decision => {
    if (scorer !== null) {
      unscored.set(branch, answer);
      return callNow([calls.ask('score', scorer, [branch], branch)]);
    }
    sampled.push({ branch, answer, score: null });
    return next();
  };

  return {
    begin: () =>
      tiers.length === 0
        ? calls.deliver(abstention)
        : callNow(tiers.map((tier) => calls.ask('sample', tier))),
    onFinished({ branch, answer, score }: Finished): Decision {
      const call = calls.end(branch);
      if (call === null) return waitOn;
      if (call.judges === null) return answer === null ? next() : answered(branch, answer);
      const judged = unscored.get(call.judges);
      if (judged !== undefined) sampled.push({ branch: call.judges, answer: judged, score });
      return next();
    },
    onLost: (branch) => (calls.end(branch) === null ? waitOn : next()),
    onDeadline: () => sampling.pick(sampled),
  };
}
