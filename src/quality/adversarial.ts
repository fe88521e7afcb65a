import { createMajorityVote } from './majority-vote.ts';

/** A hostile input: what one pass makes of it. */
export interface Attack {
  /** Chance that one pass falls for it. */
  readonly success: number;
  /** Share of attacks that every pass falls for alike, among those that one falls for: more passes do not help. */
  readonly systematic: number;
}

/**
 * Chance that an attack carries the vote of `passes`: the systematic share s·a always, of the rest a majority of the passes,
 * each with chance a(1 − s) ÷ (1 − s·a). Falls with odd numbers of passes where that is below a half.
 */
export function attackChance({ success, systematic }: Attack, passes: number): number {
  const always = success * systematic;
  if (always === 1) return 1;
  const each = (success - always) / (1 - always);
  return always + (1 - always) * createMajorityVote(passes, Float64Array.of(1))(each);
}

/** Tokens of an input that makes a chain `burn` times as long, under a budget. */
export function burntTokens(naturalTokens: number, burn: number, budgetTokens: number): number {
  return Math.min(naturalTokens * burn, budgetTokens);
}
