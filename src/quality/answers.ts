import { assert } from '../base/assert.ts';

/**
 * Shares of the wrong answers among wrong samples, most frequent first: share j ∝ ρ(1 − ρ)^(j − 1) over `count` of them.
 * ρ near 0.2 spreads over many (numbers), near 0.5 over few (multiple choice), 1 is one misconception that all wrong
 * samples share. They belong to the problem, so that more votes do not average them away: this is why voting saturates.
 */
export function wrongShares(concentration: number, count = 8): Float64Array {
  assert(concentration > 0 && concentration <= 1 && count >= 1, 'no wrong answers');
  const shares = Float64Array.from(
    { length: count },
    (_, j) => concentration * (1 - concentration) ** j,
  );
  const total = shares.reduce((sum, share) => sum + share, 0);
  return shares.map((share) => share / total);
}

/**
 * The chance above which a right answer wins the vote of many samples: p > r₁(1 − p), so r₁/(1 + r₁), where r₁ is the share
 * of the most frequent wrong answer.
 */
export function votingThreshold(shares: Float64Array): number {
  const top = shares[0] ?? 0;
  return top / (1 + top);
}
