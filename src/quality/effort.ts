/** How thinking longer changes the chance of a right answer. */
export interface EffortCurve {
  /** Tokens of thinking at which the ability was measured. */
  readonly referenceTokens: number;
  /** Logit that a doubling of tokens adds. */
  readonly logitPerDoubling: number;
  /** From here on more tokens add nothing. */
  readonly saturationTokens: number;
  /** From here on they hurt, by `overthinking` per doubling. */
  readonly overthinkingTokens: number;
  readonly overthinking: number;
}

/**
 * Multiples of the natural length, and the loss per doubling, where nobody measured them: assumed. s1-32B gained nothing more
 * from being told to go on for a seventh time (Muennighoff et al. 2025, arXiv 2501.19393), at 2.2 natural lengths as
 * {@link continuedTokens} counts them.
 */
export const defaultEffort = { saturation: 2.25, overthinkingFrom: 4, overthinking: 0.5 } as const;

/** The effort curve around a natural length, saturating and overthinking at the default multiples of it. */
export function effortAround(referenceTokens: number, logitPerDoubling: number): EffortCurve {
  return {
    referenceTokens,
    logitPerDoubling,
    saturationTokens: defaultEffort.saturation * referenceTokens,
    overthinkingTokens: defaultEffort.overthinkingFrom * referenceTokens,
    overthinking: defaultEffort.overthinking,
  };
}

/** Logit that thinking `tokens` adds: s·log2(min(t, t_sat)/t₀) − o·max(0, log2(t/t_over)). */
export function effortShift(curve: EffortCurve, tokens: number): number {
  const useful = Math.min(tokens, curve.saturationTokens);
  const wasted = Math.max(0, Math.log2(tokens / curve.overthinkingTokens));
  return (
    curve.logitPerDoubling * Math.log2(useful / curve.referenceTokens) - curve.overthinking * wasted
  );
}

/** Tokens of a chain of `naturalTokens` that is told to go on `continuations` times, each adding the share `share` of it. */
export function continuedTokens(naturalTokens: number, continuations: number, share = 0.2): number {
  return naturalTokens * (1 + continuations * share);
}

/** How the lengths of a model's chains vary by themselves. */
export interface LengthSpread {
  /** Rise of ln(length) from a problem that is always solved to one that never is. */
  readonly difficultySlope: number;
  /** Standard deviation of ln(length) at one problem. */
  readonly sigma: number;
}

/** Assumed. */
export const defaultLengthSpread: LengthSpread = { difficultySlope: 1, sigma: 0.6 };

/**
 * Mean of ln(length ÷ mean length) at a problem that one sample solves with `chance`: hard problems are thought about for
 * longer, whence chains that *happen* to be long are more often wrong, though *making* a chain longer helps.
 */
export function meanLogLength(chance: number, { difficultySlope }: LengthSpread): number {
  return difficultySlope * (0.5 - chance);
}

/**
 * Lengths that are asked for in a word, in multiples of the natural one: of the limit, OpenRouter allots 20, 50 and 80 % to
 * low, medium and high effort (its documentation of reasoning tokens, 2025); medium is taken for the natural length (assumed).
 */
export const effortTimes = { low: 0.4, medium: 1, high: 1.6 } as const;
export type EffortWord = keyof typeof effortTimes;

/**
 * How the tokens that a chain has depart from those that were asked for: their ratio is lognormal. A chain that is cut off,
 * or told to go on, where the budget says so has exactly as many (mean 1, cv 0): s1-32B kept every budget that was forced on
 * it (Muennighoff et al. 2025, arXiv 2501.19393), while models that are merely told to may take several times as many.
 */
export interface Compliance {
  readonly mean: number;
  readonly cv: number;
}

export const exactCompliance: Compliance = { mean: 1, cv: 0 };

/** Used tokens ÷ asked ones, at a draw of the standard normal law: m·exp(σz − σ²/2), σ² = ln(1 + cv²). */
export function usedOverAsked({ mean, cv }: Compliance, normal: number): number {
  const variance = Math.log1p(cv * cv);
  return mean * Math.exp(Math.sqrt(variance) * normal - variance / 2);
}

/** Logit that answers gain which are `effort` times as long as those that the curve is around; 0 where none is known. */
export function longerShift(curve: EffortCurve | null, effort: number): number {
  return curve === null || effort === 1 ? 0 : effortShift(curve, effort * curve.referenceTokens);
}
