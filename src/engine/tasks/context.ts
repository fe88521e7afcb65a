import { type Content, continues } from '../../policy/content.ts';
import type { TaskContext } from '../../scenario/scenario.ts';
import type { Call } from './task.ts';

/** What a request goes on from: the tokens before its own new ones, and the request that they were last part of. */
export interface Before {
  readonly tokens: number;
  readonly call: Call | null;
  /** Tokens that stand between those of `call` and the new ones: answers of others, which are nobody's prefix. */
  readonly added: number;
}

/**
 * Prompt of a request that adds `fresh` tokens to what came before and will be answered with `output` tokens; null where
 * the model's context is full and the task is to end there. A cut prompt has lost its beginning, and shares nothing.
 */
export function grownPrompt(
  before: Before,
  fresh: number,
  output: number,
  { contextTokens, whenFull }: TaskContext,
): { readonly prompt: number; readonly content: Content | null } | null {
  const prompt = before.tokens + before.added + fresh;
  // what begins with nothing is sent as it is, and refused where it is too long
  if (prompt === fresh) return { prompt, content: null };
  if (prompt + output > contextTokens) {
    if (whenFull === 'end') return null;
    return { prompt: Math.max(1, contextTokens - output), content: null };
  }
  const { call } = before;
  const content = call === null ? null : continues(call.content, call.id, before.tokens);
  return { prompt, content };
}
