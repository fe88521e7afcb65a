/** Chains of thought that were asked for a length and ended: the tokens asked for, and those that they have. */
export interface ThoughtUse {
  readonly chains: number;
  readonly askedTokens: number;
  readonly usedTokens: number;
}
