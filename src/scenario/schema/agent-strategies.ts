import { z } from 'zod';
import { block, scalarOrBlock } from './blocks.ts';
import { lengthSchema } from './length.ts';
import { count, name, quantity } from './scalars.ts';

const share = (description: string) => quantity('share', { min: 0, max: 1 }, description);

/** Programs of one model that calls tools; `more` are the keys beside those of the kind. */
export const ofTools = <M extends z.core.$ZodLooseShape>(more: M) =>
  [
    block({
      kind: z.literal('agent'),
      turns: scalarOrBlock(
        count(
          { min: 1, max: 10_000 },
          'steps before the answer, each a call of the model and a use of the tool',
        ),
        lengthSchema,
      ),
      tool: name('tool that each step uses, one of tools'),
      toolTokens: lengthSchema.optional(),
      toolSuccess: quantity(
        'share',
        { above: 0, max: 1 },
        'chance that a use of the tool works; the step is done anew where it does not',
      ).prefault(1),
      stepSuccess: share(
        'chance that a step is right, by itself; the answer needs all of them',
      ).prefault(1),
      repair: share(
        'chance that the tool shows that a step was wrong; the step is done anew then',
      ).prefault(0),
      maxCalls: count(
        { min: 2, max: 100_000 },
        'calls of the model at most; an agent that needs more gives up, without an answer',
      ).prefault(100),
      ...more,
    }),
  ] as const;
