import { logistic } from '../../quality/logit.ts';
import type { Delivered } from './port.ts';
import type { Sampled } from './sampling.ts';
import { Tally } from './tally.ts';

/** The plurality. */
export function plainVote(sampled: readonly Sampled[]): Delivered {
  return tallyOf(sampled, () => 1).leader();
}

/** The largest sum of weights, each the logistic of a score around `neutral`; an answer without a score weighs nothing. */
export function weightedBy(neutral: number): (sampled: readonly Sampled[]) => Delivered {
  return (sampled) =>
    tallyOf(sampled, ({ score }) => (score === null ? 0 : logistic(score - neutral))).leader();
}

/** True where the leader stays ahead even if all that is open votes for the second. */
export function isOvertakeable(sampled: readonly Sampled[], open: number): boolean {
  const [first, second] = tallyOf(sampled, () => 1).topTwo();
  return first <= second + open;
}

function tallyOf(sampled: readonly Sampled[], weightOf: (each: Sampled) => number): Tally {
  const tally = new Tally();
  for (const each of sampled) tally.add(each.answer, weightOf(each));
  return tally;
}
