import { type Ability, betaAbility } from './ability.ts';
import { createMajorityVote } from './majority-vote.ts';

/** a + b of the Beta law of attacks that are all as hard to withstand: its deviation is below 0.0005. */
const ALIKE = 1e6;

/** A hostile input: what one pass makes of it. */
export interface Attack {
  /** Chance that one pass falls for it. */
  readonly success: number;
  /** Share of attacks that every pass falls for alike, among those that one falls for: more passes do not help. */
  readonly systematic: number;
}

/** Chance that an attack is one that every pass falls for, and that a pass falls for one of the others. */
function splitOf({ success, systematic }: Attack): {
  readonly always: number;
  readonly each: number;
} {
  const always = success * systematic;
  return { always, each: always === 1 ? 1 : (success - always) / (1 - always) };
}

/**
 * Chance that an attack carries the vote of `passes`: the systematic share s·a always, of the rest a majority of the passes,
 * each with chance a(1 − s) ÷ (1 − s·a). Falls with odd numbers of passes where that is below a half.
 */
export function attackChance(attack: Attack, passes: number): number {
  const { always, each } = splitOf(attack);
  return always + (1 - always) * createMajorityVote(passes, Float64Array.of(1))(each);
}

/**
 * The same as an ability, whose right answers are those that withstand: what every pass falls for is beyond the model. Needs
 * a success in (0, 1) and a systematic share below 1.
 */
export function resistanceTo(attack: Attack): Ability {
  const { always, each } = splitOf(attack);
  return betaAbility(1 - each, ALIKE, always);
}

/** Tokens of an input that makes a chain `burn` times as long, under a budget. */
export function burntTokens(naturalTokens: number, burn: number, budgetTokens: number): number {
  return Math.min(naturalTokens * burn, budgetTokens);
}
