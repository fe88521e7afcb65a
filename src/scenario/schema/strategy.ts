import { z } from 'zod';
import { verifiers } from '../../catalog/tasks/verifiers.ts';
import { ofTools } from './agent-strategies.ts';
import { block, inert, list, scalarOrBlock, variants } from './blocks.ts';
import { graphCalls } from './graph.ts';
import { learnedProgram } from './learned.ts';
import { retrieveProgram } from './retrieve.ts';
import { routeProgram as route } from './route.ts';
import { bool, choice, count, name, number, quantity, quantityOr } from './scalars.ts';
import { thinkProgram } from './think.ts';

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
    'model that scores, served by some pool; in-place = the one that answers (the first one in a race), none = no model, such as tests or a proof checker',
  ).prefault('in-place'),
  outputTokens: count(
    { min: 1, max: 1e6 },
    'tokens of a judgement of a model; 1 where left out',
  ).optional(),
});

const criticSchema = block({
  model: name(
    'model that criticises, served by some pool; in-place = the one that answers',
  ).prefault('in-place'),
  outputTokens: count({ min: 1, max: 1e6 }, 'tokens of a critique').prefault(100),
  fixes: quantity(
    'share',
    { min: 0, max: 1 },
    'chance that a revision turns a wrong answer into the right one, but for problems beyond the model',
  ).prefault(0.05),
  breaks: quantity(
    'share',
    { min: 0, max: 1 },
    'chance that a revision turns a right answer into a wrong one',
  ).prefault(0.02),
});

const samples = (most: number) =>
  count({ min: 1, max: most }, 'samples of each request').prefault(16);

const deadlineOr = (otherwise: string) =>
  quantityOr(
    'none',
    'time',
    { above: 0 },
    `each request is answered this long after its first call at the latest, with what there is${otherwise}`,
    '30s',
  );
const deadline = deadlineOr('').prefault('none');

const threshold = (description: string) =>
  number(
    { min: -100, max: 100 },
    `${description}; wrong answers score around 0 with a deviation of 1`,
  ).optional();

const models = list(
  name('a model that some pool serves'),
  '[llama-3.2-3b, llama-3.1-8b, qwen2.5-7b]',
  100,
);

const MOST_SAMPLES = 100_000;

const searched = {
  steps: count({ min: 1, max: 100 }, 'steps of an answer, each a call of its own').prefault(5),
  // what scores a part of an answer is a process reward model, or a checker
  verifier: verifierSchema.prefault({ kind: 'process-reward' }),
};

/** Programs of one model; `more` are the keys beside those of the kind. */
const ofOneModel = <M extends z.core.$ZodLooseShape>(more: M) =>
  [
    block({
      kind: z.literal('majority-vote'),
      samples: samples(MOST_SAMPLES),
      earlyStop: bool('stop when no open sample can change the winner').prefault(false),
      ...more,
    }),
    block({
      kind: z.literal('best-of-n'),
      samples: samples(MOST_SAMPLES),
      verifier: verifierSchema.prefault({}),
      ...more,
    }),
    block({
      kind: z.literal('weighted-vote'),
      samples: samples(MOST_SAMPLES),
      verifier: verifierSchema.prefault({}),
      ...more,
    }),
    block({
      kind: z.literal('adaptive-vote'),
      // as in Aggarwal et al. 2023 (arXiv 2305.11860)
      confidence: quantity(
        'share',
        { above: 0.5, below: 1 },
        'how sure the leader must be to stay ahead',
      ).prefault(0.95),
      batch: count(
        { min: 1, max: 1000 },
        'samples asked for at once; 4, or maxSamples if that is less, where left out',
      ).optional(),
      maxSamples: count({ min: 1, max: MOST_SAMPLES }, 'samples at most').prefault(40),
      ...more,
    }),
    block({
      kind: z.literal('verify'),
      checks: count({ min: 1, max: 1000 }, 'looks at each answer, one after the other').prefault(1),
      retries: count({ min: 0, max: 1000 }, 'further samples where an answer fails').prefault(2),
      threshold: threshold('score that each check must reach'),
      verifier: verifierSchema.prefault({}),
      ...more,
    }),
    block({
      kind: z.literal('refine'),
      rounds: count({ min: 1, max: 1000 }, 'critiques, each followed by a revision').prefault(2),
      critic: criticSchema.prefault({}),
      ...more,
    }),
    block({
      kind: z.literal('beam-search'),
      beams: count({ min: 1, max: 1000 }, 'partial answers that go on at each step').prefault(4),
      width: count({ min: 1, max: 1000 }, 'continuations of each of them').prefault(4),
      lookahead: inert('lookahead of a beam search', [0, 'none']).optional(),
      ...searched,
      ...more,
    }),
    block({
      kind: z.literal('tree-search'),
      budget: count({ min: 1, max: 10_000 }, 'continuations at each step').prefault(16),
      temperature: number(
        { above: 0, max: 1000 },
        'of the softmax of scores by which they are allotted: small ones favour the best',
      ).prefault(1),
      ...searched,
      ...more,
    }),
    thinkProgram(more),
    retrieveProgram(more),
    learnedProgram(more),
    ...ofTools(more),
  ] as const;

/** Programs of several models. */
const ofManyModels = <M extends z.core.$ZodLooseShape>(more: M) =>
  [
    block({ kind: z.literal('ensemble'), models, ...more }),
    block({
      kind: z.literal('race'),
      models,
      threshold: threshold('score of an answer that is good enough'),
      verifier: verifierSchema.prefault({}),
      ...more,
    }),
    block({
      kind: z.literal('graph'),
      calls: graphCalls(verifierSchema.prefault({})),
      threshold: threshold('score that each check of an answer must reach, or it is held back'),
      ...more,
    }),
  ] as const;

const plainKinds = [
  'single',
  'think',
  'majority-vote',
  'best-of-n',
  'weighted-vote',
  'adaptive-vote',
  'verify',
  'refine',
  'beam-search',
  'tree-search',
  'learned',
  'retrieve',
  'agent',
  'ensemble',
  'race',
  'graph',
] as const;

const answeredBy = {
  model: name("model that answers; the workload's own where left out").optional(),
};

/** What a tier may be: a program of calls that hold no others; one call where no kind is stated. */
const plainPrograms = [
  block({ kind: z.literal('single').optional(), ...answeredBy }),
  ...ofOneModel(answeredBy),
  ...ofManyModels({}),
] as const;

const cascade = <T extends z.ZodType, M extends z.core.$ZodLooseShape>(tier: T, more: M) =>
  block({
    kind: z.literal('cascade'),
    gate: quantity(
      'share',
      { above: 0, max: 1 },
      'confidence that an answer of any but the last tier must have to stand',
    ),
    tiers: list(
      tier,
      '[{model: llama-3.2-3b, kind: majority-vote, samples: 5}, {model: llama-3.1-70b}]',
      20,
    ),
    ...more,
  });

const tier = variants('kind', plainPrograms, plainKinds, ['cascade', 'route']);
const routedTier = variants(
  'kind',
  [...plainPrograms, cascade(tier, {})],
  [...plainKinds, 'cascade'],
  ['route'],
);

/** How requests are answered. */
export const strategySchema = scalarOrBlock(
  choice(['single'], 'one call answers', [], '{kind: majority-vote, samples: 16}'),
  variants(
    'kind',
    [
      block({ kind: z.literal('single') }),
      ...ofOneModel({ deadline }),
      ...ofManyModels({ deadline }),
      cascade(tier, { deadline }),
      route(routedTier, { deadline }),
    ],
    [...plainKinds, 'cascade', 'route'],
  ),
);

const candidateDeadline = deadlineOr("; that of the workload's strategy where left out").optional();

/** A strategy that is to take over from that of a workload, whose deadline is its own where it states none. */
export const candidateSchema = variants(
  'kind',
  [
    block({
      kind: z.literal('single').optional(),
      ...answeredBy,
      deadline: inert('deadline of one call, which has nothing before its answer,', [
        'none',
      ]).optional(),
    }),
    ...ofOneModel({ ...answeredBy, deadline: candidateDeadline }),
    ...ofManyModels({ deadline: candidateDeadline }),
    cascade(tier, { deadline: candidateDeadline }),
    route(routedTier, { deadline: candidateDeadline }),
  ],
  [...plainKinds, 'cascade', 'route'],
);

export type RawStrategy = z.output<typeof strategySchema>;
export type RawCandidate = z.output<typeof candidateSchema>;
/** A strategy, or a tier of one. */
export type RawProgram =
  | WithoutDeadline<Exclude<RawStrategy, 'single'>>
  | WithoutDeadline<RawCandidate>;
type WithoutDeadline<T> = T extends unknown ? Omit<T, 'deadline'> : never;
export type RawGraphCall = Extract<RawProgram, { kind: 'graph' }>['calls'][number];
export type RawVerifier = z.output<typeof verifierSchema>;
