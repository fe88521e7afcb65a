import type { Content } from '../../policy/content.ts';
import type { Branch, Program } from './program.ts';
import { answerParts } from './verdict.ts';

/**
 * What a conversation goes on from after a turn that a program answered: the tokens of the delivered answer, and where they
 * lie. Samples, critiques and tools that led to it are no part of the conversation.
 */
export interface Said {
  readonly tokens: number;
  /**
   * Texts that go on from the question, as pairs of policy/content.ts; empty where the answer was written behind something
   * else than the question, so that its keys and values are of no use behind the question alone.
   */
  readonly texts: Content;
}

/** The answer that a program has delivered; no tokens where it delivered none. */
export function saidBy({ branches, delivered, question, spec }: Program): Said {
  const parts = answerParts(branches, delivered);
  const tokens = parts.reduce((sum, { made }) => sum + made, 0);
  const texts: number[] = [];
  let end = question.prompt;
  for (const [i, part] of parts.entries()) {
    const { exampleTokens = 0 } = spec.tiers[part.call.tier]!;
    if (!follows(part, parts.slice(0, i)) || part.prompt !== end + exampleTokens)
      return { tokens, texts: new Float64Array() };
    end += part.made;
    texts.push(part.id, end);
  }
  return { tokens, texts: Float64Array.from(texts) };
}

/** Whether a text was written after exactly these, in their order. */
function follows({ call }: Branch, before: readonly Branch[]): boolean {
  return (
    call.after.length === before.length &&
    before.every((each, i) => each.call.branch === call.after[i])
  );
}
