import type { z } from 'zod';
import { LOGIT_PER_DOUBLING } from '../../catalog/tasks/forms.ts';
import { tasks } from '../../catalog/tasks/index.ts';
import { block, list, scalarOrBlock } from './blocks.ts';
import { choice, count, name, number, quantity } from './scalars.ts';

/** Tasks of the catalog whose answers are right or wrong. */
export const taskNames: readonly string[] = Object.values(tasks)
  .filter(({ measure }) => measure === 'right-answers')
  .map(({ id }) => id);

const taskName = choice(
  ['none', ...taskNames],
  'a population of problems of the catalog',
  [],
  '{of: aime-24, abilities: […]}',
);

const ability = block({
  model: name('model that the ability is of, as workloads and pools name it'),
  passAt1: quantity('share', { above: 0, below: 1 }, 'chance that one sample is right'),
  concentration: number(
    { above: 0, max: 1e6 },
    'a + b of the Beta law of that chance over problems: small where problems are solved always or never',
  ).prefault(0.9193),
  unknown: quantity(
    'share',
    { min: 0, below: 1 },
    'share of the problems that it never solves',
  ).prefault(0),
  thinkingTokens: count(
    { min: 1 },
    'tokens of a sample at which it was measured, for models that think first',
  ).optional(),
  logitPerDoubling: number(
    { min: 0, max: 10 },
    `logit that a doubling of thinking adds, for models that think first; ${LOGIT_PER_DOUBLING} where left out`,
  ).optional(),
});

const attack = block({
  success: quantity('share', { above: 0, below: 1 }, 'chance that one sample falls for it'),
  systematic: quantity(
    'share',
    { min: 0, below: 1 },
    'of the attacks that a sample falls for, the share that every sample falls for',
  ).prefault(0),
  burn: number(
    { min: 1, max: 10_000 },
    'tokens of each sample in multiples of outputTokens, as far as maxTokens lets it: inputs that force long answers',
  ).prefault(1),
});

/** What the requests of a workload ask about. */
export const taskSchema = scalarOrBlock(
  taskName,
  block({
    of: choice(taskNames, 'task of the catalog that abilities are added to').optional(),
    abilities: list(ability, '[{model: llama-3.1-70b, passAt1: 0.5}]', 100).optional(),
    wrongAnswers: block({
      concentration: number(
        { above: 0, max: 1 },
        'share of the most frequent wrong answer: 0.15 = numbers, 0.8 = misleading choices, 1 = all fail alike',
      ).prefault(0.2),
      count: count({ min: 1, max: 100 }, 'wrong answers that are given').prefault(8),
    }).optional(),
    attack: attack
      .describe('requests are hostile: an answer is right that does not fall for them')
      .optional(),
    effort: number(
      { min: 0.01, max: 100 },
      'tokens of each sample in multiples of outputTokens; who thinks for longer is right more often',
    ).prefault(1),
  }),
);

export type RawAttack = z.output<typeof attack>;
export type RawTask = z.output<typeof taskSchema>;
export type RawAbility = z.output<typeof ability>;
