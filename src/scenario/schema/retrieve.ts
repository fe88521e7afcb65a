import { z } from 'zod';
import { block, scalarOrBlock } from './blocks.ts';
import { lengthSchema } from './length.ts';
import { count, name, number, quantity } from './scalars.ts';

const share = (description: string) => quantity('share', { min: 0, max: 1 }, description);

const shots = count({ min: 0, max: 10_000 }, 'examples that every prompt begins with');

/** Searches, then an answer on what they gave back; `more` are the keys beside those of the kind. */
export const retrieveProgram = <M extends z.core.$ZodLooseShape>(more: M) =>
  block({
    kind: z.literal('retrieve'),
    tool: name('tool that searches, one of tools'),
    documents: count({ min: 1, max: 10_000 }, 'documents that each search gives back').prefault(5),
    documentTokens: lengthSchema.optional(),
    rounds: count(
      { min: 1, max: 100 },
      'searches, one after the other; before each but the first the model reads what there is and writes what to look for',
    ).prefault(1),
    queryTokens: count(
      { min: 1, max: 1e6 },
      'tokens of what it writes then; 32 where left out',
    ).optional(),
    hitRate: share('chance that the first document of a search holds what is needed').prefault(
      0.45,
    ),
    precision: share('share of the documents that are to the point').prefault(0.5),
    hitLogit: number(
      { min: 0, max: 20 },
      'logit that having what is needed adds to the chance of a right answer',
    ).prefault(2),
    noiseLogit: number(
      { min: 0, max: 20 },
      'logit lost per doubling of the documents that are beside the point',
    ).prefault(0.15),
    examples: scalarOrBlock(
      shots,
      block({
        count: shots,
        tokens: count({ min: 1, max: 1e6 }, 'tokens of each').prefault(150),
        logitPerDoubling: number(
          { min: 0, max: 10 },
          'logit that a doubling of 1 + examples adds',
        ).prefault(0.1),
        mostUseful: count(
          { min: 1, max: 10_000 },
          'examples from which on more add nothing',
        ).prefault(64),
      }),
    ).prefault(0),
    ...more,
  });
