import { assert } from '../base/assert.ts';
import { normalQuantile } from '../base/normal-quantile.ts';
import { logistic } from './logit.ts';
import { normalDensity, normalShareBelow } from './normal.ts';

/**
 * What scores samples: those that are right have scores N(separation, 1), those that are wrong N(0, 1), but for a share of
 * wrong ones that fool it and score N(fooledScore, 1). An exact checker has a separation of Infinity.
 */
export interface Verifier {
  readonly separation: number;
  readonly fooledShare: number;
  readonly fooledScore: number;
}

/** The checker that is never wrong: unit tests, a proof assistant. */
export const exactVerifier: Verifier = { separation: Infinity, fooledShare: 0, fooledScore: 0 };

/** Separation of a verifier with an area under the ROC curve *within* one problem: AUC = Φ(separation/√2). */
export function separationOfAuc(auc: number): number {
  assert(auc >= 0.5 && auc <= 1, `${auc} is not the AUC of a verifier`);
  return Math.SQRT2 * normalQuantile(auc);
}

/**
 * The verifier with an area under the ROC curve *within* one problem: AUC = Φ(separation/√2), without the fooled share. (An
 * AUC over a whole data set is larger: it also knows easy problems from hard ones.) Samples that fool it score `excess` above
 * the mean right one.
 */
export function verifierOfAuc(auc: number, fooledShare = 0, excess = 1): Verifier {
  assert(fooledShare >= 0 && fooledShare < 1, `${fooledShare} is not a share below 1`);
  if (auc === 1) return exactVerifier;
  const separation = separationOfAuc(auc);
  return { separation, fooledShare, fooledScore: separation + excess };
}

/**
 * Separation after the mean of `votes` judgements of one generative verifier, whose errors correlate: d·√(K ÷ (1 + (K − 1)c)),
 * at most d/√c. c = 0.5 is assumed.
 */
export function separationOfVotes(separation: number, votes: number, correlation = 0.5): number {
  return separation * Math.sqrt(votes / (1 + (votes - 1) * correlation));
}

/** Share of wrong samples that score below `score`. */
export function wrongScoredBelow({ fooledShare, fooledScore }: Verifier, score: number): number {
  const honest = (1 - fooledShare) * normalShareBelow(score);
  return fooledShare === 0 ? honest : honest + fooledShare * normalShareBelow(score - fooledScore);
}

/** Share of right samples that score below `score`. */
export function rightScoredBelow({ separation }: Verifier, score: number): number {
  return separation === Infinity ? 0 : normalShareBelow(score - separation);
}

/**
 * Weight of a sample in a weighted vote: the chance that it is right, by its score, if half of all samples were: σ(d·s −
 * d²/2). It knows nothing of those that fool the verifier.
 */
export function voteWeight({ separation }: Verifier, score: number): number {
  return logistic(separation * score - (separation * separation) / 2);
}

/** Mean and mean square of the weights of right and of wrong samples. */
export interface WeightMoments {
  readonly right: number;
  readonly rightSquare: number;
  readonly wrong: number;
  readonly wrongSquare: number;
}

/** By the rectangle rule over 12 standard deviations, which is exact to more digits than normalShareBelow has. */
export function weightMoments(verifier: Verifier): WeightMoments {
  const moments = { right: 0, rightSquare: 0, wrong: 0, wrongSquare: 0 };
  if (verifier.separation === Infinity) return { ...moments, right: 1, rightSquare: 1 };
  const step = 0.05;
  const { fooledShare, fooledScore, separation } = verifier;
  for (let z = -6; z <= 6; z += step) {
    const chance = step * normalDensity(z);
    const right = voteWeight(verifier, separation + z);
    const honest = voteWeight(verifier, z);
    const fooling = voteWeight(verifier, fooledScore + z);
    moments.right += chance * right;
    moments.rightSquare += chance * right * right;
    moments.wrong += chance * ((1 - fooledShare) * honest + fooledShare * fooling);
    moments.wrongSquare +=
      chance * ((1 - fooledShare) * honest * honest + fooledShare * fooling * fooling);
  }
  return moments;
}
