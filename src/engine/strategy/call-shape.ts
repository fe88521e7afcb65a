import { continues, sharedText } from '../../policy/content.ts';
import type { Call } from '../../policy/strategy/port.ts';
import { problemOf } from '../request-row.ts';
import { field, type RequestTable, STRIDE } from '../request-table.ts';
import type { Asking, Branch, Prompt } from './program.ts';

/**
 * The request in this row, which comes to the cluster at `seconds`, as the program that answers it needs it; `version` says
 * whether the candidate of a roll-out does.
 */
export function askingOf(
  table: RequestTable,
  parent: number,
  seconds: number,
  version: Pick<Asking, 'isCandidate' | 'isCopy'>,
): Asking {
  const { rows } = table;
  const base = parent * STRIDE;
  return {
    parent,
    request: rows[base + field.request]!,
    problem: problemOf(rows, base),
    workload: rows[base + field.workload]!,
    question: questionOf(table, parent),
    waitedSeconds: seconds - rows[base + field.arrival]!,
    ...version,
  };
}

/** The question itself, of the request in this row: what every call that comes after none begins with. */
function questionOf({ rows, contents }: RequestTable, handle: number): Prompt {
  const base = handle * STRIDE;
  const prompt = rows[base + field.prompt]!;
  const content = continues(contents[handle] ?? null, rows[base + field.id]!, prompt);
  return { prompt, content };
}

/** The place of examples among the texts that no request wrote: beyond those of prefixes. */
const EXAMPLES = 2 ** 40;

/** A question behind so many tokens of examples, which are the same for all of a workload. */
export function afterExamples(question: Prompt, tokens: number, workload: number): Prompt {
  if (tokens === 0) return question;
  const content = [sharedText(workload, 1, EXAMPLES), tokens];
  const own = question.content ?? [];
  for (let i = 0; i < own.length; i += 2) content.push(own[i]!, own[i + 1]! + tokens);
  return { prompt: question.prompt + tokens, content: Float64Array.from(content) };
}

/**
 * Prompt of a call: the question, then the texts of the branches that it comes after, in order. Where the last of them was
 * written after those before it, its prompt and answer are all of it, and whoever comes after it shares its blocks; of texts
 * that were written beside each other, those of the question are shared.
 */
export function promptOf({ after }: Call, question: Prompt, branches: readonly Branch[]): Prompt {
  if (after.length === 0) return question;
  const { prompt, made, content, id, call } = branches[after[after.length - 1]!]!;
  const before = call.after;
  if (before.length !== after.length - 1 || before.some((each, i) => each !== after[i])) {
    const texts = after.reduce((sum, each) => sum + branches[each]!.made, 0);
    return { prompt: question.prompt + texts, content: question.content };
  }
  const tokens = prompt + made;
  // what a tool gave back is new to whoever reads it first, and a part of its prompt
  return { prompt: tokens, content: id < 0 ? content : continues(content, id, tokens) };
}
