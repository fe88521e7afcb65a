import { assert } from '../../base/assert.ts';
import { type Content, continues } from '../../policy/content.ts';
import type { Call } from '../../policy/strategy/port.ts';
import type { Branch } from './program.ts';

/** The question itself: tokens of its prompt, what they begin with, and the number of the request that asks. */
export interface Question {
  readonly prompt: number;
  readonly content: Content | null;
  readonly id: number;
}

/**
 * Prompt of a call: the question, then the texts of the branches that it comes after, in order. A text was written after
 * those before it, so that the last one's prompt and answer are all of it: whoever comes after it shares its blocks.
 */
export function promptOf(
  { after }: Call,
  question: Question,
  branches: readonly Branch[],
): { readonly prompt: number; readonly content: Content } {
  const last = after.at(-1);
  if (last === undefined) {
    const { prompt, content, id } = question;
    return { prompt, content: continues(content, id, prompt) };
  }
  const { prompt, made, content, id, call } = branches[last]!;
  assert(call.after.length === after.length - 1, 'a text was written after others than these');
  const tokens = prompt + made;
  return { prompt: tokens, content: continues(content, id, tokens) };
}
