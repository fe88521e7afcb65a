import { z } from 'zod';
import { tasks } from '../../catalog/tasks/index.ts';
import { verifiers } from '../../catalog/tasks/verifiers.ts';
import { block, list, scalarOrBlock, variants } from './blocks.ts';
import {
  bool,
  type Complaint,
  choice,
  count,
  name,
  number,
  quantity,
  readQuantity,
  scalar,
} from './scalars.ts';

/** Tasks of the catalog whose answers are right or wrong. */
export const taskNames: readonly string[] = Object.values(tasks)
  .filter(({ measure }) => measure === 'right-answers')
  .map(({ id }) => id);

/** Strategies that are known and not built: refused by name. */
export const laterStrategies = [
  'think',
  'beam-search',
  'tree-search',
  'refine',
  'retrieve',
  'agent',
  'cascade',
  'route',
  'learned',
  'ensemble',
  'race',
  'graph',
] as const;

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
    'logit that a doubling of thinking adds, for models that think first',
  ).prefault(0.3818),
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
    effort: number(
      { min: 0.01, max: 100 },
      'tokens of each sample in multiples of outputTokens; who thinks for longer is right more often',
    ).prefault(1),
  }),
);

const verifierSchema = block({
  kind: choice(
    Object.keys(verifiers) as (keyof typeof verifiers)[],
    'what scores answers',
  ).prefault('outcome-reward'),
  auc: number(
    { min: 0.5, max: 1 },
    'area under its ROC curve within one problem; the kind says it otherwise',
  ).optional(),
  fooled: quantity(
    'share',
    { min: 0, below: 1 },
    'share of wrong answers that score above right ones',
  ).prefault(0),
  model: name(
    'model that scores, served by some pool; in-place = the one that answers, none = no model, such as tests or a proof checker',
  ).prefault('in-place'),
  outputTokens: count({ min: 1, max: 1e6 }, 'tokens of a judgement').prefault(1),
});

const samples = (most: number) =>
  count({ min: 1, max: most }, 'samples of each request').prefault(16);

const common = {
  deadline: scalar(
    {
      description: 'each request is answered after this time at the latest, with what there is',
      type: ['number', 'string'],
      examples: ['30s'],
    },
    (value): number | Complaint =>
      value === 'none' ? Number.POSITIVE_INFINITY : readQuantity(value, 'time', { above: 0 }),
  ).prefault('none'),
};

const MOST_SAMPLES = 100_000;

/** How requests are answered. */
export const strategySchema = scalarOrBlock(
  choice(['single'], 'one call answers', laterStrategies, '{kind: majority-vote, samples: 16}'),
  variants(
    'kind',
    [
      block({ kind: z.literal('single') }),
      block({
        kind: z.literal('majority-vote'),
        samples: samples(MOST_SAMPLES),
        earlyStop: bool('stop when no open sample can change the winner').prefault(false),
        ...common,
      }),
      block({
        kind: z.literal('best-of-n'),
        samples: samples(MOST_SAMPLES),
        verifier: verifierSchema.prefault({}),
        ...common,
      }),
      block({
        kind: z.literal('weighted-vote'),
        samples: samples(MOST_SAMPLES),
        verifier: verifierSchema.prefault({}),
        ...common,
      }),
      block({
        kind: z.literal('adaptive-vote'),
        // as in Aggarwal et al. 2023 (arXiv 2305.11860)
        confidence: quantity(
          'share',
          { above: 0.5, below: 1 },
          'how sure the leader must be to stay ahead',
        ).prefault(0.95),
        batch: count({ min: 1, max: 1000 }, 'samples asked for at once').prefault(4),
        maxSamples: count({ min: 1, max: MOST_SAMPLES }, 'samples at most').prefault(40),
        ...common,
      }),
      block({
        kind: z.literal('verify'),
        checks: count({ min: 1, max: 1000 }, 'looks at each answer, one after the other').prefault(
          1,
        ),
        retries: count({ min: 0, max: 1000 }, 'further samples where an answer fails').prefault(2),
        threshold: number(
          { min: -100, max: 100 },
          'score that each check must reach; wrong answers score around 0 with a deviation of 1',
        ).optional(),
        verifier: verifierSchema.prefault({}),
        ...common,
      }),
    ],
    ['single', 'majority-vote', 'best-of-n', 'weighted-vote', 'adaptive-vote', 'verify'],
    laterStrategies,
  ),
);

export type RawTask = z.output<typeof taskSchema>;
export type RawStrategy = z.output<typeof strategySchema>;
export type RawAbility = z.output<typeof ability>;
export type RawVerifier = z.output<typeof verifierSchema>;
