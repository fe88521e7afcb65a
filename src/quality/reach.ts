import type { ChanceOf } from './majority-vote.ts';

/**
 * What comes of a problem when its verifier tells right from wrong only at the share `reach` of the easiest problems, about those
 * that it could solve itself, and is blind at the others. This is why more samples under a verifier saturate below what one
 * of them solves. `rank` is the problem's difficulty rank.
 */
export function withinReach(
  reach: number,
  judged: ChanceOf,
  blind: ChanceOf,
): (chance: number, rank: number) => number {
  return (chance, rank) => (rank < reach ? judged(chance) : blind(chance));
}
