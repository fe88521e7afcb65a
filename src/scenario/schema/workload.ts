import type { z } from 'zod';
import { arrivalsSchema } from './arrivals.ts';
import { block, scalarOrBlock } from './blocks.ts';
import {
  cancelSchema,
  deferSchema,
  hedgeSchema,
  retrySchema,
  satisfactionSchema,
} from './clients.ts';
import { imagesSchema } from './images.ts';
import { ladderSchema } from './ladder.ts';
import { lengthSchema } from './length.ts';
import { modelReference } from './model-reference.ts';
import { kindNames } from './names.ts';
import { choice, count, name, number, quantity, quantityOr, type Range } from './scalars.ts';
import { type RawCandidate, strategySchema } from './strategy.ts';
import { taskSchema } from './thinking.ts';

const positive: Range = { above: 0 };

/** A time or the word `none`. */
const timeOrNone = (description: string) =>
  quantityOr('none', 'time', positive, description, '500ms');

const none = (description: string) => choice(['none'], description);

const sloSchema = block({
  ttft: timeOrNone('target: arrival to first token').optional(),
  tpot: timeOrNone('target: time per output token').optional(),
  e2e: timeOrNone('target: arrival to last token').optional(),
  attainment: quantity(
    'share',
    { above: 0, max: 1 },
    'share of requests that must meet every target',
  ).prefault(0.99),
  deadline: timeOrNone('arrival to the instant at which an answer is worth nothing').optional(),
  onMiss: choice(
    ['late', 'drop', 'degrade'],
    'what becomes of a request whose deadline passes: it goes on (late), or is dropped (drop): one that waits at that instant, one ' +
      'that runs at the end of its step; a batch that answers in one pass is that step, so whoever started in time is ' +
      'answered, late. degrade: as drop, and the next ones get less, by the ladder',
  ).optional(),
  ladder: ladderSchema.optional(),
});

const pixels = (description: string) => count({ min: 1, max: 65_536 }, description).optional();

/** What one request of a kind that answers in one shot asks for; what is left out is the model's default. */
const jobSchema = block({
  width: pixels('pixels of the image or of each frame'),
  height: pixels('pixels of the image or of each frame'),
  frames: count({ min: 1, max: 100_000 }, 'frames of the clip; 1 = an image').optional(),
  steps: count({ min: 1, max: 10_000 }, 'passes of the denoiser').optional(),
  guidance: choice(
    ['classifier-free', 'none'],
    'whether each step runs with the prompt and without it',
  ).optional(),
  tokens: count(
    { min: 1, max: 1e6 },
    'tokens of the text: of query and document, or of a transcript of 30 seconds',
  ).optional(),
  candidates: scalarOrBlock(
    count({ min: 1, max: 100_000 }, 'rank: candidates of each request, or their law'),
    lengthSchema,
  ).optional(),
  audioSeconds: scalarOrBlock(
    quantity(
      'time',
      { above: 0, max: 1e6 },
      'transcribe: sound of each request, or its law in seconds',
    ),
    lengthSchema,
  ).optional(),
});

export const workloadSchema = block({
  name: name('name of the workload'),
  kind: choice(kindNames, 'what the service does').prefault('generate'),
  model: modelReference.prefault('llama-3.1-70b'),
  arrivals: arrivalsSchema.prefault({ process: 'poisson', rate: '12/s' }),
  promptTokens: lengthSchema.optional(),
  outputTokens: lengthSchema.optional(),
  prefix: scalarOrBlock(
    none('prompts share nothing'),
    block({
      tokens: count(
        { min: 1, max: 1e9 },
        'tokens that prompts of one group begin with, such as a system prompt; part of promptTokens',
      ),
      groups: count({ min: 1, max: 1e7 }, 'groups, each with a text of its own').prefault(1),
      skew: number({ min: 0, max: 100 }, 'Zipf exponent of their shares; 0 = equal').prefault(0),
    }),
  ).optional(),
  images: imagesSchema.optional(),
  region: name('where its clients are: a region of sites[].latency').optional(),
  maxTokens: count({ min: 1 }, 'output tokens that the client asks for at most').optional(),
  job: jobSchema.optional(),
  priority: count(
    { min: -1e9, max: 1e9 },
    'the larger goes first with scheduler: priority, and is let in by admission: tier-shed',
  ).prefault(0),
  tenants: block({
    count: count({ min: 1, max: 1e7 }, 'tenants').prefault(1),
    skew: number({ min: 0, max: 100 }, 'Zipf exponent of their shares; 0 = equal').prefault(0),
  }).prefault({}),
  timeout: scalarOrBlock(
    none('clients never give up'),
    block({
      total: timeOrNone('the client gives up this long after its arrival').optional(),
      firstToken: timeOrNone('the client gives up without a first token by then').optional(),
    }),
  ).prefault('none'),
  cancel: cancelSchema.prefault('none'),
  retry: retrySchema.prefault('none'),
  hedge: hedgeSchema.prefault('none'),
  defer: deferSchema.prefault('none'),
  satisfaction: satisfactionSchema.prefault('none'),
  slo: sloSchema.prefault({}),
  task: taskSchema.prefault('none'),
  strategy: strategySchema.prefault({ kind: 'single' }),
});

export type ReadWorkload = z.output<typeof workloadSchema>;
/** With its model by name alone: the library knows what the name of a variant stands for (resolve/model.ts). */
export type RawWorkload = Omit<ReadWorkload, 'model'> & {
  readonly model: string;
  /** Models between which its requests are routed by difficulty (routing.models); absent where its own gets all. */
  readonly routedTo?: readonly string[];
  /** Of a roll-out: what is to take over from its strategy. */
  readonly candidate?: RawCandidate | undefined;
  /** And the model that is to take over from its own. */
  readonly successor?: string | undefined;
};
