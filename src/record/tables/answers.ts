import { bool, type ColumnSpec, dictionary, float64, int32, joules } from '../table.ts';

const nullable = { nullable: true } as const;

/** Columns of the requests table where a workload has a task. */
export const requestAnswers = [
  float64(
    'difficulty',
    'Difficulty rank of its problem: the share of the problems of its task that are easier; null without a task.',
    nullable,
  ),
  bool('correct', 'Whether a right answer was delivered.'),
  float64(
    'confidence',
    'Confidence in the delivered answer as its strategy sees it: 1 for a single call, else its share of the votes or the logistic of its score around the neutral one; null where nothing was delivered.',
    nullable,
  ),
  dictionary(
    'fate',
    'What became of the answer: right, wrong-delivered, wrong-caught (nothing was delivered, and the last answer that was held back was wrong), right-rejected (it was right), cut-off (maxTokens ended it before its end, of a model that does not think first) or outgrown (a call of its strategy had outgrown the context, or the KV cache, before there was an answer); null where the request did not complete, or without a task.',
    nullable,
  ),
  int32(
    'kept_tokens',
    'Prompt and output tokens of the samples whose answer is the delivered one, and of the texts that they go on from. Kept, discarded and verification tokens sum to prompt_tokens + output_tokens.',
  ),
  int32(
    'discarded_tokens',
    'Tokens of all other samples: outvoted, cancelled, lost, or of a request that did not complete.',
  ),
  int32('verification_tokens', 'Tokens of the calls that score or criticise.'),
  joules(
    'kept_joules',
    'The same parts of accelerator_joules, which they sum to: of the samples that were kept,',
  ),
  joules('discarded_joules', 'of those that were discarded,'),
  joules('verification_joules', 'and of verification.'),
] as const satisfies readonly ColumnSpec[];

export type RequestAnswer = (typeof requestAnswers)[number]['name'];
