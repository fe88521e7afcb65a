import { logistic } from '../../quality/logit.ts';
import type { AnswerId } from '../../quality/samples.ts';
import type { Delivered } from './port.ts';
import type { Sampled } from './sampling.ts';
import type { ScoreScale } from './scored.ts';
import { Tally } from './tally.ts';

/** The plurality. */
export function plainVote(sampled: readonly Sampled[]): Delivered {
  return tallyOf(sampled, () => 1).leader();
}

/**
 * The largest sum of weights, each the chance that an answer of this score is right, if half of all were (quality/verifier.ts,
 * voteWeight): what an exact checker finds wrong weighs nothing, like an answer without a score.
 */
export function weightedBy(scale: ScoreScale): (sampled: readonly Sampled[]) => Delivered {
  const weight = (score: number) => logistic(scale.separation * (score - scale.neutral));
  return (sampled) =>
    tallyOf(sampled, ({ score }) => (score === null ? 0 : weight(score))).leader();
}

/** Counts the votes of one program as they come, each once: its list of answers only grows. */
export class VoteLead {
  readonly #votes = new Map<AnswerId, number>();
  #counted = 0;
  #leader: AnswerId | null = null;
  #first = 0;
  #second = 0;

  /** True where the second could still catch up with the leader, if all that is open voted for it. */
  isOvertakeable(sampled: readonly Sampled[], open: number): boolean {
    while (this.#counted < sampled.length) this.#add(sampled[this.#counted++]!.answer);
    return this.#first <= this.#second + open;
  }

  #add(answer: AnswerId): void {
    const votes = (this.#votes.get(answer) ?? 0) + 1;
    this.#votes.set(answer, votes);
    if (answer === this.#leader) {
      this.#first = votes;
    } else if (votes > this.#first) {
      this.#second = this.#first;
      this.#first = votes;
      this.#leader = answer;
    } else {
      this.#second = Math.max(this.#second, votes);
    }
  }
}

function tallyOf(sampled: readonly Sampled[], weightOf: (each: Sampled) => number): Tally {
  const tally = new Tally();
  for (const each of sampled) tally.add(each.answer, weightOf(each));
  return tally;
}
