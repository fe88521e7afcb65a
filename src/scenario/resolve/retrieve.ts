import type { Path } from '../document/tree.ts';
import type { Reporter } from '../reporter.ts';
import type { RawProgram } from '../schema/strategy.ts';
import type { RetrieveSpec } from '../thinking.ts';
import { tokensOf } from './agent-strategies.ts';

type RawRetrieve = Extract<RawProgram, { kind: 'retrieve' }>;

/** Assumed of documents of which nothing is said: a passage of a text that was cut into such. */
const passage = { distribution: 'fixed', value: 256 } as const;

/** Assumed of what the model looks for: a question of a sentence or two. */
const QUERY_TOKENS = 32;

/** Assumed of examples of which nothing is said but their count. */
const plainExamples = { tokens: 150, logitPerDoubling: 0.1, mostUseful: 64 } as const;

/** Completes searches and an answer, but for its model. */
export function resolveRetrieve(raw: RawRetrieve, path: Path, reporter: Reporter): RetrieveSpec {
  const { kind, tool, documents, rounds, hitRate, precision, hitLogit, noiseLogit } = raw;
  if (rounds === 1 && raw.queryTokens !== undefined) {
    const message = 'does nothing: the one search is for the question itself';
    reporter.error([...path, 'queryTokens'], message, 'write rounds: 2 or more, or leave it out');
  }
  if (rounds > 1 && raw.queryTokens === undefined)
    reporter.useDefault([...path, 'queryTokens'], QUERY_TOKENS);
  if (hitRate === 0 && hitLogit > 0) {
    const message = 'nothing that is needed is ever found: documents only distract';
    reporter.warning([...path, 'hitRate'], message, 'write a share above 0');
  }
  const documentTokens = tokensOf(
    raw.documentTokens,
    [...path, 'documentTokens'],
    reporter,
    passage,
  );
  return {
    ...{ kind, tool, documents, documentTokens, rounds, hitRate, precision, hitLogit, noiseLogit },
    queryTokens: raw.queryTokens ?? QUERY_TOKENS,
    examples: examplesOf(raw.examples, [...path, 'examples'], reporter),
  };
}

function examplesOf(
  raw: RawRetrieve['examples'],
  path: Path,
  reporter: Reporter,
): RetrieveSpec['examples'] {
  if (typeof raw !== 'number') {
    if (raw.count === 0) {
      const message = 'nothing else of examples counts where there are none';
      reporter.warning([...path, 'count'], message, 'write examples: 0, or a count of 1 or more');
    }
    return raw;
  }
  if (raw > 0)
    for (const [key, value] of Object.entries(plainExamples))
      reporter.useDefault([...path, key], value);
  return { count: raw, ...plainExamples };
}
