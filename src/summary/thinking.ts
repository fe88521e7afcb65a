import type { AnswerCounts } from '../record/answers.ts';

/** What chains of thought were asked for, and took: of those of measured requests that ended. */
export interface ThinkingFigures {
  readonly chains: number;
  /** Output tokens of a chain, mean. */
  readonly askedTokens: number | null;
  readonly usedTokens: number | null;
  /** Tokens of all chains ÷ those asked for. */
  readonly usedOverAsked: number | null;
}

/** Nothing where no chain is asked for a length. */
export function thinkingOf({ thought }: Pick<AnswerCounts, 'thought'>): {
  readonly thinking?: ThinkingFigures;
} {
  if (thought === null) return {};
  const { chains, askedTokens, usedTokens } = thought;
  const ratio = (of: number, by: number) => (by > 0 ? of / by : null);
  return {
    thinking: {
      chains,
      askedTokens: ratio(askedTokens, chains),
      usedTokens: ratio(usedTokens, chains),
      usedOverAsked: ratio(usedTokens, askedTokens),
    },
  };
}

/** Rows of the summary's table: metric and value. */
export function thinkingRows(
  of: ThinkingFigures | undefined,
): readonly (readonly [metric: string, value: number | null])[] {
  if (of === undefined) return [];
  return [
    ['thinking_chains', of.chains],
    ['thinking_asked_tokens', of.askedTokens],
    ['thinking_used_tokens', of.usedTokens],
    ['thinking_used_over_asked', of.usedOverAsked],
  ];
}
