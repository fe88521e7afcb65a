import { lengthBounds, lengthMean } from '../policy/length/index.ts';
import type { ProgramSpec, RetrieveSpec } from './thinking.ts';

/** Tokens that every prompt of a program that searches begins with. */
export function exampleTokens({ examples }: Pick<RetrieveSpec, 'examples'>): number {
  return examples.count * examples.tokens;
}

/** Tokens by which prompts are longer than the question. */
export interface AddedTokens {
  readonly least: number;
  readonly mean: number;
  /** Infinity where nothing bounds the documents. */
  readonly most: number;
}

/** Of the prompt of an answer, which holds all that was retrieved. */
export function retrievedTokens(of: RetrieveSpec): AddedTokens {
  const { documents, documentTokens, rounds, queryTokens } = of;
  const fixed = exampleTokens(of) + (rounds - 1) * queryTokens;
  const [least, most] = lengthBounds(documentTokens);
  const searched = documents * rounds;
  return {
    least: fixed + searched * least,
    mean: fixed + searched * lengthMean(documentTokens),
    most: fixed + searched * most,
  };
}

const nothing: AddedTokens = { least: 0, mean: 0, most: 0 };

/** The same of the answers of a program, whichever of its tiers gives them: the least of all, and the most of each figure. */
export function addedTokens(program: ProgramSpec | undefined): AddedTokens {
  if (program?.kind === 'retrieve') return retrievedTokens(program);
  if (program === undefined || !('tiers' in program)) return nothing;
  const all = program.tiers.map(addedTokens);
  return {
    least: Math.min(...all.map(({ least }) => least)),
    mean: Math.max(...all.map(({ mean }) => mean)),
    most: Math.max(...all.map(({ most }) => most)),
  };
}
