import { z } from 'zod';
import { block, list, variants } from './blocks.ts';
import { choice, count, name, number } from './scalars.ts';

const called = name('what other calls name it by');

const read = {
  after: list(name('a text that its prompt holds, listed before it'), '[embed, rerank]', 100)
    .describe('texts that its prompt holds behind the question')
    .optional(),
  join: choice(
    ['all', 'first'],
    'whether it waits for all of after, or reads the first of them that ends',
  ).prefault('all'),
  model: name(
    "model that is called, served by some pool; the workload's own where left out",
  ).optional(),
};

/** Calls of a graph, by role; `verifier` is the block of what scores answers. */
export const graphCalls = <V extends z.ZodType>(verifier: V) =>
  list(
    variants(
      'role',
      [
        block({
          role: z.literal('text'),
          name: called,
          ...read,
          outputTokens: count({ min: 1, max: 1e6 }, 'tokens that it writes').prefault(100),
          helps: number(
            { min: -20, max: 20 },
            'logit that its text adds to the chance of the answers whose prompts hold it',
          ).prefault(0),
        }),
        block({ role: z.literal('answer'), name: called, ...read }),
        block({
          role: z.literal('score'),
          name: called,
          judges: name('the answer that it scores, listed before it'),
          verifier,
        }),
      ],
      ['text', 'answer', 'score'],
    ),
    '[{name: search, role: text}, {name: reply, role: answer, after: [search]}]',
    100,
  );
