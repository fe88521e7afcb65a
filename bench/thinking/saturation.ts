import { tasks } from '../../src/catalog/tasks/index.ts';
import { wrongShares } from '../../src/quality/answers.ts';
import { createMajorityVote } from '../../src/quality/majority-vote.ts';
import { expectedOver, populationOf } from '../../src/quality/population.ts';

export interface SaturationLaw {
  readonly law: string;
  /** Points that each doubling of the total tokens adds, from 2^17 on. */
  readonly pointsPerDoubling: readonly number[];
  readonly holds: boolean;
}

/**
 * The vote of o1-mini's chains at AIME 2024, of which nothing above 2^14 tokens was fitted, gains less than a point per doubling
 * from 2^17 tokens on: as hughbzhang/o1_inference_scaling_laws found it.
 */
export function saturationLaw(): SaturationLaw {
  const { wrongAnswers, abilities } = tasks['aime-24'];
  const { ability, thinkingTokens } = abilities['o1-mini'];
  const population = populationOf(ability);
  const shares = wrongShares(wrongAnswers.concentration, wrongAnswers.count);
  const accuracies = [17, 18, 19, 20, 21].map((exponent) => {
    const chains = Math.round(2 ** exponent / (thinkingTokens ?? 1));
    return 100 * expectedOver(population, createMajorityVote(chains, shares));
  });
  const pointsPerDoubling = accuracies.slice(1).map((value, i) => value - (accuracies[i] ?? 0));
  return {
    law: 'o1-mini’s vote at AIME 2024 is flat from 2^17 tokens on',
    pointsPerDoubling,
    holds: pointsPerDoubling.every((points) => points < 1),
  };
}
