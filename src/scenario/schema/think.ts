import { z } from 'zod';
import { type EffortWord, effortTimes } from '../../quality/effort.ts';
import { block, scalarOrBlock } from './blocks.ts';
import { choice, count, number } from './scalars.ts';

/** One chain of thought of a length that is asked for; `more` are the keys beside those of the kind. */
export const thinkProgram = <M extends z.core.$ZodLooseShape>(more: M) =>
  block({
    kind: z.literal('think'),
    budgetTokens: count(
      { min: 1, max: 1e6 },
      'output tokens that the model is asked for, its answer included; or write effort',
    ).optional(),
    effort: choice(
      Object.keys(effortTimes) as EffortWord[],
      'output tokens that it is asked for, in multiples of what outputTokens says: low 0.4, medium 1, high 1.6',
    ).optional(),
    compliance: scalarOrBlock(
      choice(
        ['exact'],
        'tokens that it takes: as many as are asked for, since it is stopped and told to go on',
        [],
        '{mean: 1.5, cv: 0.5}',
      ),
      block({
        mean: number(
          { above: 0, max: 1000 },
          'tokens that it takes ÷ tokens asked for, on average',
        ),
        cv: number(
          { min: 0, max: 10 },
          'standard deviation of that ratio ÷ its mean; it is lognormal',
        ).prefault(0),
      }),
    ).prefault('exact'),
    ...more,
  });
