import { z } from 'zod';
import { accelerators, grids } from '../../catalog/index.ts';
import { lossFormIds, pretrainedTasks } from '../../catalog/pretraining.ts';
import { block, list, scalarOrBlock, variants } from '../schema/blocks.ts';
import {
  Complaint,
  choice,
  count,
  name,
  number,
  quantity,
  readNumber,
  scalar,
  text,
} from '../schema/scalars.ts';

const many = { above: 0, max: 1e18 };
const share = (description: string) => quantity('share', { min: 0, max: 1 }, description);
const money = (description: string) => quantity('money', { min: 0, max: 1e15 }, description);
const words = <T extends string>(record: Readonly<Record<T, unknown>>) =>
  Object.keys(record) as T[];

const fileName = (description: string, example: string) =>
  scalar({ description, type: 'string', examples: [example] }, (value): string | Complaint =>
    typeof value === 'string' && value.trim() !== ''
      ? value
      : new Complaint('must be a path', `write one, such as ${example}`),
  );

const none = scalar({ description: 'none', enum: ['none'] }, (value): null | Complaint =>
  value === 'none' ? null : new Complaint('must be a block or none', 'write none, or its keys'),
);

const fineTuning = block({
  tokens: number(many, 'tokens of one fine-tuning run'),
  runs: count({ min: 1, max: 1_000_000 }, 'runs, such as one per customer or version').prefault(1),
  method: choice(['full', 'adapter'], 'all weights change, or those of an adapter').prefault(
    'full',
  ),
});

const training = block({
  parameters: number(many, 'parameters that a token uses: of a mixture of experts the active ones'),
  tokens: number(many, 'training tokens, repeated ones counted each time'),
  uniqueTokens: scalar(
    {
      description: 'different tokens that there are: the others are repeats; none = no repeats',
      type: ['number', 'string'],
      examples: [1e12],
    },
    (value): number | null | Complaint => {
      if (value === 'none') return null;
      return typeof value === 'number'
        ? readNumber(value, many)
        : new Complaint('must be a number or none', 'write 1e12, or none');
    },
  ).prefault('none'),
  loss: choice(lossFormIds, 'published form of the loss').prefault('chinchilla-refit'),
  accelerator: choice(words(accelerators), 'chip of the catalog that trains').prefault('h100-sxm'),
  accelerators: count({ min: 1, max: 10_000_000 }, 'chips that train'),
  // Llama 3's runs reached 38 to 43 % (Dubey et al. 2024, arXiv 2407.21783)
  mfu: quantity('share', { above: 0, max: 1 }, 'FLOPs of the model ÷ peak of its chips').prefault(
    0.4,
  ),
  price: quantity('rentalPrice', { min: 0, max: 1e4 }, 'of a chip in training').optional(),
  // assumed: a board at its limit, and 30 % for hosts, network and storage beside it
  watts: quantity('power', { above: 0, max: 1e5 }, 'of a chip with its share of hosts').optional(),
  // assumed: published runs spend 1 to 20 %, and seldom say so
  postTraining: share('FLOPs of alignment and the like ÷ those of pre-training').prefault(0.1),
  fineTuning: scalarOrBlock(none, fineTuning).prefault('none'),
});

const serving = variants(
  'kind',
  [
    block({
      kind: z.literal('figures'),
      joulesPerRequest: quantity('energy', { min: 0, max: 1e12 }, 'of accelerators and hosts'),
      usdPerRequest: money('cost of a request'),
      acceleratorSecondsPerRequest: quantity('time', { above: 0, max: 1e9 }, 'chips × time'),
    }),
    block({
      kind: z.literal('run'),
      folder: fileName('results of tailwatt run, relative to this file', 'results/chatbot-70b'),
    }),
    block({
      kind: z.literal('scenario'),
      file: fileName('a scenario to run, relative to this file', 'chatbot-70b.yaml'),
    }),
  ],
  ['figures', 'run', 'scenario'],
);

const demand = block({
  requestsPerDay: number({ above: 0, max: 1e15 }, 'requests of the first month, per day'),
  growthPerMonth: quantity('share', { min: -0.9, max: 10 }, 'growth per month').prefault(0),
  months: count({ min: 1, max: 240 }, 'months that the model is served').prefault(36),
});

const electricity = block({
  // a fleet's mean; Uptime Institute's survey of 2024 has 1.56 over all sites
  pue: number({ min: 1, max: 5 }, 'facility energy ÷ IT energy').prefault(1.2),
  price: quantity('energyPrice', { min: 0, max: 100 }, 'of energy').prefault(0.08),
  grid: choice(words(grids), 'grid of the catalog, for its carbon').prefault('us-virginia'),
});

const hardware = block({
  // a worked example of the total cost of an H100: 50,000 USD with its server and network, 4 years at 10 %
  usdPerAccelerator: money('to own a chip with its share of server and network').prefault(50_000),
  lifeYears: number({ above: 0, max: 30 }, 'until it is written off').prefault(4),
  interest: quantity('share', { min: 0, max: 1 }, 'of a year, on what is invested').prefault(0.1),
  upkeep: share('of a year ÷ what it cost').prefault(0.05),
  onDemand: quantity('rentalPrice', { above: 0, max: 1e4 }, 'of a chip by the hour').optional(),
  // assumed: one-year terms of large clouds, and their spot markets
  reservedDiscount: share('off the price by the hour, for all hours').prefault(0.35),
  spotDiscount: share('off the price by the hour, where it may be taken away').prefault(0.6),
  spotLoss: quantity('share', { min: 0, below: 1 }, 'work lost to interruptions').prefault(0.1),
});

const split = block({
  budget: quantity('money', { above: 0, max: 1e15 }, 'for pre-training and all answers together'),
  answers: list(number(many, 'answers in all'), '[1e6, 1e8, 1e10]', 12),
  tokensPerAnswer: number({ above: 0, max: 1e9 }, 'tokens of one chain').prefault(300),
  // decoding reaches a tenth to a third of what training does (assumed)
  servingMfu: quantity('share', { above: 0, max: 1 }, 'FLOPs ÷ peak while serving').prefault(0.15),
  largerModel: number({ above: 1, max: 1000 }, 'size of the rival ÷ that of this model').prefault(
    10,
  ),
});

const people = block({
  minutes: number({ above: 0, max: 1e5 }, 'that a person takes for a request'),
  wage: number({ min: 0, max: 1e5 }, 'USD per hour of a person, all costs included'),
  agents: count(
    { min: 1, max: 10_000_000 },
    'people who are there for handed-over requests',
  ).prefault(1),
  errorRate: share('of requests that people get wrong').prefault(0.05),
  handoff: share('of requests that the model hands to people').prefault(0),
  errorCost: money('of a wrong answer').prefault(0),
  cleanupMinutes: number({ min: 0, max: 1e5 }, 'of a person per wrong answer').prefault(0),
});

const deviation = (description: string) =>
  quantity('share', { min: 0, max: 2 }, `standard deviation of ${description}, relative`);

// All assumed: what planners know before a run.
const uncertainty = block({
  mfu: deviation('what training reaches of the peak').prefault(0.1),
  serving: deviation('joules, dollars and chips per request').prefault(0.15),
  demand: deviation('the number of requests').prefault(0.3),
  prices: deviation('prices').prefault(0.15),
});

/** A forecast file: what a model costs to train and to serve, and what it can. */
export const forecastSchema = block({
  forecast: name('name of the forecast: results are written to results/<name>/'),
  description: text('what it shows', 10_000).prefault(''),
  seed: count({ min: 0 }, 'seed of the draws').prefault(1),
  draws: count({ min: 20, max: 100_000 }, 'draws behind the intervals').prefault(400),
  training,
  serving,
  demand,
  electricity: electricity.prefault({}),
  hardware: hardware.prefault({}),
  task: choice(pretrainedTasks, 'task whose ability is forecast').prefault('gsm8k'),
  split: scalarOrBlock(none, split).prefault('none'),
  people: scalarOrBlock(none, people).prefault('none'),
  uncertainty: uncertainty.prefault({}),
});

/** A forecast as its schema reads it, in SI but for USD per hour and per kWh. */
export type ForecastFile = z.output<typeof forecastSchema>;
