import { z } from 'zod';
import { parseQuantity } from '../quantity.ts';
import { anyList, block, inert, list, scalarOrBlock, variants } from './blocks.ts';
import { clusterSchema } from './cluster.ts';
import { fabricSchema } from './fabric.ts';
import { facilitySchema } from './facility.ts';
import { failureSchema } from './failures.ts';
import { idealSchema } from './ideal.ts';
import { admissionNames, later, routerNames } from './names.ts';
import { poolSchema } from './pool.ts';
import { sharedBudgetSchema } from './power.ts';
import { pricesSchema } from './prices.ts';
import { rolloutSchema } from './rollout.ts';
import { routerError } from './router-error.ts';
import {
  bool,
  Complaint,
  choice,
  count,
  name,
  number,
  quantity,
  quantityOr,
  readCount,
  readQuantity,
  scalar,
  text,
} from './scalars.ts';
import { siteRoutingSchema, sitesSchema } from './sites.ts';
import { toolSchema } from './tools.ts';
import { workloadSchema } from './workload.ts';

export type RawWarmup =
  | { readonly kind: 'share'; readonly share: number }
  | { readonly kind: 'count'; readonly count: number }
  | { readonly kind: 'time'; readonly seconds: number }
  | { readonly kind: 'mser-5' };

/** `10%` or a fraction is a share, a whole number a count of arrivals, `5m` a time, `mser-5` a method that finds a count. */
const warmup = scalar(
  {
    description:
      'arrivals that are not measured: a share (10%; of the time where the horizon is a duration), a count (500), a time (5m), or as many as pilot runs show (mser-5)',
    type: ['number', 'string'],
    examples: ['10%', 'mser-5'],
  },
  (value): RawWarmup | Complaint => {
    if (value === 'mser-5') return { kind: 'mser-5' };
    if (typeof value === 'number' && Number.isInteger(value)) {
      const number = readCount(value, { min: 0 });
      return number instanceof Complaint ? number : { kind: 'count', count: number };
    }
    if (typeof value === 'number' || parseQuantity(value, 'share').ok) {
      const share = readQuantity(value, 'share', { min: 0, below: 1 });
      return share instanceof Complaint ? share : { kind: 'share', share };
    }
    const seconds = readQuantity(value, 'time', { min: 0 });
    if (!(seconds instanceof Complaint)) return { kind: 'time', seconds };
    if (parseQuantity(value, 'time').ok) return seconds;
    return new Complaint(
      'this is no share, count or time',
      'write a share (10%), a count (500), a time (5m) or mser-5',
    );
  },
);

const drain = quantityOr(
  'until-empty',
  'time',
  { min: 0 },
  'how long the run goes on after the end of the arrivals (the duration, where one is stated), or until-empty',
  '5m',
);

const horizonSchema = scalarOrBlock(
  choice(['trace'], 'arrivals end with the traces'),
  block({
    requests: count({ min: 1 }, 'arrivals of all workloads together').optional(),
    duration: quantity(
      'time',
      { above: 0 },
      'arrivals stop at this instant, and the run goes on until then, if idle',
    ).optional(),
    trace: bool('arrivals end with the traces').optional(),
    warmup: warmup.optional(),
    drain: drain.optional(),
  }),
);

const scorer = (description: string) => number({ min: 0, max: 1000 }, description);

const routingSchema = block({
  policy: choice(routerNames, 'which replica gets a request', later.routers).prefault(
    'least-outstanding',
  ),
  queue: choice(['replica', 'pool'], 'where requests wait').prefault('replica'),
  maxOutstandingPerReplica: count(
    { min: 1 },
    "with queue: pool; default: the pool's maxSequences",
  ).optional(),
  loadFactor: number(
    { above: 1, max: 100 },
    'consistent-hash: most load of a replica ÷ mean',
  ).optional(),
  packTo: count(
    { min: 1, max: 1_000_000 },
    'energy-aware: requests that a replica has before a dearer one gets any; default: 32, or the least that replicas run at a time (maxSequences) of pools that share a model',
  ).optional(),
  coldCost: count(
    { min: 1, max: 1_000_000 },
    'model-aware: requests that a replica counts for beside its own which has to load the model first',
  ).optional(),
  models: list(
    name(
      'difficulty-aware: models between which requests are routed, the one for the easiest first',
    ),
    '[llama-3.2-3b, llama-3.1-70b]',
    20,
  ).optional(),
  thresholds: list(
    quantity(
      'share',
      { above: 0, below: 1 },
      'difficulty-aware: estimated difficulty, as a rank among the problems of the task, below which a request goes to the model of this place at the latest; the last model gets the rest',
    ),
    '[60%]',
    19,
  ).optional(),
  routerError: routerError('difficulty-aware: ').optional(),
  sites: siteRoutingSchema.optional(),
  scorers: block({
    queue: scorer('per request sent and not ended').prefault(1),
    kv: scorer('per KV block in use, as last published').prefault(0),
    promptTokens: scorer('per prompt token of those requests').prefault(0),
    prefix: scorer('off, per token of the prompt that it was sent before').prefault(0),
    adapter: scorer('off, where the adapter of the request is on its chips').optional(),
  }).optional(),
  affinity: block({
    cacheThreshold: number(
      { min: 0, max: 1 },
      'prefix-affinity: share of a prompt that a replica must have been sent before, and more',
    ).prefault(0.3),
    balanceAbsThreshold: count(
      { min: 0 },
      'the idlest replica gets the request where the busiest has so many more, and',
    ).prefault(64),
    balanceRelThreshold: number({ min: 1, max: 1000 }, 'more than so many times as many').prefault(
      1.5,
    ),
  }).optional(),
  recordTokens: count(
    { min: 1 },
    'prefix-affinity and scorers.prefix: tokens of prompts that are remembered of each replica',
  ).optional(),
  disaggregate: scalarOrBlock(
    choice(['always', 'never'], 'which prompts go to the pools with role prefill'),
    block({
      promptTokens: count({ min: 1, max: 1e9 }, 'prompts of at least so many tokens'),
    }),
  ).optional(),
  kvTransfer: choice(
    ['layer-wise', 'whole'],
    'when keys and values leave a prefill replica: while later layers compute, or all at the end',
  ).optional(),
  signalInterval: quantity('time', { min: 0 }, 'how often replicas publish their load').prefault(
    '100ms',
  ),
});

const limit = (description: string) =>
  scalar(
    { description, anyOf: [{ const: 'none' }, { type: 'integer', minimum: 1 }], examples: [1000] },
    (value) => (value === 'none' ? Number.POSITIVE_INFINITY : readCount(value, { min: 1 })),
  );

const admissionSchema = variants(
  'policy',
  [
    block({ policy: z.literal('always') }),
    block({
      policy: z.literal('queue-cap'),
      maxQueued: limit('rejects while this many wait').optional(),
      maxOutstanding: limit('rejects while this many are in the system').optional(),
    }),
    block({
      policy: z.literal('token-bucket'),
      rate: quantity('rate', { above: 0 }, 'tokens that the bucket gains'),
      burst: count({ min: 1 }, 'tokens that the bucket holds'),
      unit: choice(['requests', 'prompt-tokens'], 'what one token pays for').prefault('requests'),
    }),
    block({
      policy: z.literal('deadline-shed'),
      // assumed: long against a step, short against a busy hour
      window: quantity(
        'time',
        { above: 0, max: 1e9 },
        'how far back the estimate of the wait looks',
      ).prefault('10s'),
    }),
    block({
      policy: z.literal('tier-shed'),
      minPriority: count({ min: -1e9, max: 1e9 }, 'priorities below this are shed').prefault(0),
      outstanding: count({ min: 0 }, 'while this many are in the system'),
    }),
  ],
  admissionNames,
  later.admissions,
);

const outputsSchema = block({
  requests: choice(['all', 'none'], 'rows of the requests table').prefault('all'),
  percentiles: choice(['exact', 'sketch', 'auto'], 'how percentiles are computed').prefault('auto'),
  timeseries: scalar(
    {
      description: 'interval of the time series, or none',
      type: ['number', 'string'],
      examples: ['10s'],
    },
    (value): number | null | Complaint =>
      value === 'none' ? null : readQuantity(value, 'time', { above: 0 }),
  ).prefault('10s'),
  calls: bool('rows of the calls table: each model call of the strategies').prefault(false),
  steps: inert('outputs.steps', [false]).prefault(false),
});

/** Kept as text, so that 007 and 7 stay two seeds; the text itself is read from the document (resolve/top.ts). */
const seed = scalar(
  {
    description: 'seed of all random streams: any number or text',
    type: ['number', 'string', 'boolean'],
  },
  (value): string | Complaint =>
    value === null || typeof value === 'object' || value === ''
      ? new Complaint('must be a number or text', 'write seed: 1')
      : String(value),
);

/** Workloads or pools in one file: each costs the reader about a millisecond. */
export const MAX_ITEMS = 1000;

const topShape = {
  name: name('name of the scenario: results are written to results/<name>/'),
  description: text('what the scenario shows', 10_000).prefault(''),
  seed: seed.prefault(1),
  horizon: horizonSchema.optional(),
  routing: routingSchema.prefault({}),
  admission: admissionSchema.prefault({ policy: 'always' }),
  fabric: fabricSchema,
  cluster: clusterSchema.prefault('none'),
  facility: facilitySchema.prefault('none'),
  budgets: anyList(
    sharedBudgetSchema,
    '- {name: row, policy: proportional, budget: 20kW}',
  ).prefault([]),
  tools: anyList(toolSchema, '- {name: sandbox, time: 5s, concurrency: 64}').prefault([]),
  rollout: rolloutSchema.optional(),
  sites: sitesSchema.prefault([]),
  failures: anyList(failureSchema, '- {kind: node, at: 10m}').prefault([]),
  prices: pricesSchema.prefault([]),
  ideal: idealSchema.prefault([]),
  outputs: outputsSchema.prefault({}),
};

/** The whole file, for the JSON Schema. */
export const scenarioSchema = block({
  ...topShape,
  workloads: list(workloadSchema, '- name: chat', MAX_ITEMS),
  pools: list(poolSchema, '- name: h100', MAX_ITEMS),
});

/** The file without its lists, whose items are judged one by one (parse.ts). */
export const topSchema = block({
  ...topShape,
  workloads: list(z.unknown(), '- name: chat', MAX_ITEMS),
  pools: list(z.unknown(), '- name: h100', MAX_ITEMS),
});

export type RawTop = z.output<typeof topSchema>;
