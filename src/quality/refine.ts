/** What a round of critique and revision does: it breaks a right answer, or fixes a wrong one. */
export interface Revision {
  readonly breaks: number;
  readonly fixes: number;
}

/**
 * Chance of a right answer after `rounds` revisions of one that was right with `chance`: q ← q(1 − breaks) + (1 − q)fixes, in
 * closed form q* + (q − q*)(1 − breaks − fixes)^rounds with q* = fixes ÷ (breaks + fixes). A critic without skill has breaks
 * ≥ fixes · q/(1 − q): then revising gains nothing.
 */
export function refinedChance(chance: number, rounds: number, { breaks, fixes }: Revision): number {
  if (breaks + fixes === 0) return chance;
  const limit = fixes / (breaks + fixes);
  return limit + (chance - limit) * (1 - breaks - fixes) ** rounds;
}

/**
 * Independent samples that `rounds` correlated ones are worth to a verifier that picks among them: R ÷ (1 + (R − 1)c). c = 0.3
 * is assumed for revisions of one chain.
 */
export function effectiveSamples(rounds: number, correlation = 0.3): number {
  return rounds / (1 + (rounds - 1) * correlation);
}
