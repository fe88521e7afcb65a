import { createBestOfN } from './best-of-n.ts';
import type { ChanceOf } from './majority-vote.ts';
import type { Verifier } from './verifier.ts';

/** A search over partial answers: at each of `steps` steps, `expansions` continuations and a verifier that picks one. */
export interface StepSearch {
  readonly steps: number;
  readonly expansions: number;
  readonly verifier: Verifier;
}

/**
 * Chance that one beam is right: h^S, where g = p^(1/S) is the chance of one step and h that of the step that the verifier
 * picks among the expansions. A wrong step is never repaired. One expansion is plain sampling.
 */
export function createBeam({ steps, expansions, verifier }: StepSearch): ChanceOf {
  const pick = createBestOfN(expansions, verifier);
  return (chance) => (chance === 0 ? 0 : pick(chance ** (1 / steps)) ** steps);
}

/**
 * Share of a large population of leaves that is right when each step's expansions are allotted by a verifier's weights
 * (REBASE, Wu et al. 2024, arXiv 2408.00724): at each step a share g = p^(1/S) of the right prefixes stays right, then the
 * odds of right prefixes grow by e^gain. With a gain of 0 it is p. Weights that are the likelihood ratios of a verifier whose
 * separation d is spread evenly over the steps have a gain of d²/S.
 */
export function rightLeaves(chance: number, steps: number, gain: number): number {
  const step = chance ** (1 / steps);
  let share = 1;
  for (let done = 0; done < steps; done++) {
    const right = share * step * Math.exp(gain);
    const wrong = 1 - share * step;
    share = right / (right + wrong);
  }
  return share;
}
