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

/** Tokens of a prompt that goes on from others. */
interface Grown {
  readonly prompt: number;
  /** It is not cut, and there is something that it goes on from. */
  readonly isWhole: boolean;
}

/**
 * Tokens of a prompt that adds `fresh` ones to `before` and will be answered with `output` tokens; null where the model's
 * context is full and the task is to end there. A cut prompt has lost its beginning, and shares nothing.
 */
export function grownTokens(
  before: number,
  fresh: number,
  output: number,
  { contextTokens, whenFull }: TaskContext,
): Grown | null {
  // what begins with nothing is sent as it is, and refused where it is too long
  if (before === 0) return { prompt: fresh, isWhole: false };
  const prompt = before + fresh;
  if (prompt + output <= contextTokens) return { prompt, isWhole: true };
  if (whenFull === 'end') return null;
  return { prompt: Math.max(1, contextTokens - output), isWhole: false };
}

/** Prompt of a request that adds `fresh` tokens to what came before: {@link grownTokens}, and what it begins with. */
export function grownPrompt(
  { tokens, added, call }: Before,
  fresh: number,
  output: number,
  context: TaskContext,
): { readonly prompt: number; readonly content: Content | null } | null {
  const grown = grownTokens(tokens + added, fresh, output, context);
  if (grown === null) return null;
  const { prompt, isWhole } = grown;
  const content = call === null || !isWhole ? null : continues(call.content, call.id, tokens);
  return { prompt, content };
}
