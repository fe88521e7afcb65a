import { gammaln } from 'simple-statistics';
import { assert } from '../base/assert.ts';
import { betaQuantile } from '../base/beta-quantile.ts';
import { incompleteBeta } from '../base/statistics.ts';

/** A share of a task's problems, over which the chance to solve one is Beta(a, b). */
export interface BetaPart {
  readonly share: number;
  readonly a: number;
  readonly b: number;
}

/**
 * How well one model solves one task: the law, over problems, of the chance that one sample is right. The problems in no
 * part (1 − Σ share) are beyond what the model knows: no effort, vote or verifier solves them.
 *
 * Where a + b is small, problems are nearly always or nearly never solved; where it is large, all are alike. The tail of
 * pass@k is set by the least a (Schaeffer et al. 2025, arXiv 2502.17578).
 */
export type Ability = readonly BetaPart[];

/** One Beta law by its mean and its concentration a + b, over all problems that the model knows enough for. */
export function betaAbility(mean: number, concentration: number, unknownShare = 0): Ability {
  assert(mean > 0 && mean < 1 && concentration > 0, `no ability of mean ${mean}`);
  assert(unknownShare >= 0 && unknownShare < 1, `${unknownShare} is not a share below 1`);
  return [{ share: 1 - unknownShare, a: mean * concentration, b: (1 - mean) * concentration }];
}

/** Share of problems that the model never solves. */
export function unknownShare(ability: Ability): number {
  return Math.max(0, 1 - ability.reduce((sum, { share }) => sum + share, 0));
}

/** Chance that one sample is right: pass@1. */
export function meanAbility(ability: Ability): number {
  return ability.reduce((sum, { share, a, b }) => sum + (share * a) / (a + b), 0);
}

/**
 * Chance that one of k samples is right, as a checker that is never wrong would find it: Σ share · (1 − B(a, b + k) ÷
 * B(a, b)). Its limit is 1 − {@link unknownShare}. `samples` need not be whole.
 */
export function passAtK(ability: Ability, samples: number): number {
  return ability.reduce((sum, { share, a, b }) => {
    const logMissed = gammaln(b + samples) - gammaln(a + b + samples) + gammaln(a + b) - gammaln(b);
    return sum - share * Math.expm1(logMissed);
  }, 0);
}

/** Share of problems solved with a chance of at most `chance`; `missing` = 1 − chance, given apart so that neither end loses digits. */
export function shareBelow(ability: Ability, chance: number, missing: number): number {
  return ability.reduce(
    (sum, { share, a, b }) => sum + share * incompleteBeta(chance, missing, a, b),
    unknownShare(ability),
  );
}

/**
 * Chance to solve the problem of difficulty rank u in [0, 1): 0 is the easiest one, and the chance falls with u. Two models
 * that meet one u meet one problem, so that comparisons are paired. Of a mixture by bisection, to about 1e-12.
 */
export function chanceAt(ability: Ability, difficulty: number): number {
  const below = 1 - difficulty;
  const known = 1 - unknownShare(ability);
  if (below <= 1 - known) return 0;
  const [only, second] = ability;
  if (only !== undefined && second === undefined) {
    return betaQuantile((below - (1 - known)) / known, only.a, only.b);
  }
  let low = 0;
  let high = 1;
  for (let round = 0; round < 60; round++) {
    const middle = (low + high) / 2;
    if (shareBelow(ability, middle, 1 - middle) < below) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}
