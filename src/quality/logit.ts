/** ln(p/(1 − p)); −∞ at 0, +∞ at 1. */
export function logit(chance: number): number {
  return Math.log(chance) - Math.log1p(-chance);
}

/** Inverse of {@link logit}: 1/(1 + e^−x). */
export function logistic(x: number): number {
  return x >= 0 ? 1 / (1 + Math.exp(-x)) : Math.exp(x) / (1 + Math.exp(x));
}

/** The chance whose logit is `shift` above that of `chance`. 0 and 1 stay: what is never solved is not solved by a shift. */
export function shiftChance(chance: number, shift: number): number {
  if (chance === 0 || chance === 1 || shift === 0) return chance;
  const odds = (chance / (1 - chance)) * Math.exp(shift);
  return odds === Infinity ? 1 : odds / (1 + odds);
}
