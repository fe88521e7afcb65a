import type { z } from 'zod';
import { z as zod } from 'zod';
import { dtypes, weightFormats } from '../../physics/data-sheets.ts';
import { adaptersSchema } from './adapters.ts';
import { autoscalingSchema } from './autoscaling.ts';
import { billingSchema } from './billing.ts';
import { block, inert, list, scalarOrBlock, variants } from './blocks.ts';
import { coolingSchema } from './cooling.ts';
import { hostSchema } from './host.ts';
import { modelReference } from './model-reference.ts';
import {
  acceleratorNames,
  batchingNames,
  isProfileFile,
  later,
  linkNames,
  profileNames,
  schedulerNames,
} from './names.ts';
import { nodeSchema } from './node.ts';
import { powerSchema } from './power.ts';
import { prefixCacheKeys } from './prefix-cache.ts';
import { residencySchema } from './residency.ts';
import {
  bool,
  Complaint,
  choice,
  count,
  name,
  number,
  quantity,
  readChoice,
  readCount,
  scalar,
  text,
} from './scalars.ts';
import { sharingSchema } from './sharing.ts';
import { speculationSchema } from './speculation.ts';

const peak = quantity('flops', { above: 0 }, 'dense peak operations per second');

/** An inline data sheet: a chip of one's own, or a catalog chip with other figures. */
const dataSheet = block({
  base: choice(acceleratorNames, 'catalog chip whose figures apply where none is given').optional(),
  name: text('name of the chip', 80).optional(),
  vendor: text('who makes it', 80).optional(),
  year: count({ min: 1990, max: 2100 }, 'year').optional(),
  memory: quantity('bytes', { above: 0 }, 'memory of one chip').optional(),
  bandwidth: quantity('bandwidth', { above: 0 }, 'memory bandwidth of one chip').optional(),
  peak: block({
    fp32: peak.optional(),
    tf32: peak.optional(),
    bf16: peak.optional(),
    fp16: peak.optional(),
    fp8: peak.optional(),
    int8: peak.optional(),
    fp4: peak.optional(),
    int4: peak.optional(),
  } satisfies Record<(typeof dtypes)[number], unknown>).optional(),
  boardPower: quantity('power', { above: 0 }, 'limit of the board').optional(),
  idlePower: quantity('power', { min: 0 }, 'power without work').optional(),
  cache: block({
    size: quantity('bytes', { above: 0 }, 'on-chip memory of one chip'),
    bandwidth: quantity('bandwidth', { above: 0 }, 'at which it is read'),
  }).optional(),
  sparseSpeedup: number(
    { min: 1, max: 16 },
    'speed of products with 2:4 sparse weights, as a multiple of dense ones; 1 = no such units',
  ).optional(),
  link: choice(linkNames, 'link that joins the chips of one node').optional(),
  chipsPerNode: count({ min: 1, max: 100_000 }, 'chips that the link joins').optional(),
});

/** Judged against the catalog when the pool is resolved, so that the fix can name chips that are near. */
const acceleratorId = scalar(
  { description: 'a chip of the catalog', enum: acceleratorNames, examples: ['h100-sxm'] },
  (value): string | Complaint =>
    typeof value === 'string' && value !== ''
      ? value
      : new Complaint(
          'must be the id of an accelerator',
          'write a catalog id such as h100-sxm, or a data sheet',
        ),
);

const term = quantity('time', { min: 0, max: 3600 }, 'seconds');
const joules = quantity('energy', { min: 0 }, 'joules');

const stepTime = variants(
  'kind',
  [
    block({
      kind: zod.literal('affine'),
      base: term.prefault('0s'),
      perPrefillToken: term.prefault('0s'),
      perDecodeSequence: term.prefault('0s'),
      perContextToken: term.prefault('0s'),
    }),
  ],
  ['affine'],
);

const stepEnergy = variants(
  'kind',
  [
    block({
      kind: zod.literal('affine'),
      base: joules.prefault('0J'),
      perPrefillToken: joules.prefault('0J'),
      perDecodeSequence: joules.prefault('0J'),
      perContextToken: joules.prefault('0J'),
    }),
  ],
  ['affine'],
);

const kvBlocks = scalar(
  {
    description:
      'KV blocks of one replica (of several models: of the largest kind); auto = what fits in the memory',
    anyOf: [{ const: 'auto' }, { type: 'integer', minimum: 1 }],
    examples: ['auto'],
  },
  (value): number | null | Complaint => {
    if (value === 'auto') return null;
    const blocks = readCount(value, { min: 1 });
    return blocks instanceof Complaint
      ? new Complaint(blocks.message, 'write auto or a whole number of blocks')
      : blocks;
  },
);

/** An id of the catalog or a file, which is read when the pool is resolved. */
const profileReference = scalar(
  {
    description: 'how much work the serving engine adds: an id, or the path of a profile file',
    anyOf: [{ enum: profileNames }, { type: 'string', pattern: '\\.(?:ya?ml|json)$' }],
    examples: ['vllm-v1'],
  },
  (value): string | Complaint =>
    typeof value === 'string' && isProfileFile(value) ? value : readChoice(value, profileNames, []),
);

const tokenWeight = (description: string) => number({ min: 0, max: 1e6 }, description);
const share = number({ above: 0, max: 1e6 }, 'share relative to the others, which have 1');

export const engineSchema = block({
  profile: profileReference.optional(),
  batching: choice(
    batchingNames,
    'how batches form: prompts in chunks beside those that decode (continuous), or in steps of their own before them ' +
      '(prefill-first); of what waits, until its last answer is complete (static: prompts are not padded, and whoever is ' +
      'complete leaves at once, though steps stay as wide); whole prompts at any step, the KV cache reserved for maxTokens ' +
      '(orca: a step takes prompts as far as maxBatchedTokens goes, and one of any length); one prompt’s chunk beside ' +
      'those that decode, maxBatchedTokens in all (sarathi); of jobs in one shot (dynamic)',
    later.batchings,
  ).optional(),
  batchDelay: quantity(
    'time',
    { min: 0, max: 3600 },
    'dynamic batching: how long the first that waits lets an idle replica wait for others',
  ).optional(),
  preferredBatchSizes: list(
    count({ min: 1, max: 1_000_000 }, 'requests of a preferred batch'),
    '[8, 16]',
    100,
  ).optional(),
  scheduler: choice(
    schedulerNames,
    'order of admission to the batch; nobody who runs is taken out for it. fcfs: as they come; priority: the larger ' +
      'workloads[].priority first; sjf: the shorter guess of the answer (lengthPredictor) first, whatever the prompt; ' +
      'srpt: the fewer tokens of prompt + guessed answer first; edf: the earlier deadline first; mlfq: the lower level ' +
      'of the prompt (levels) first; vtc, weighted-fair: whoever was served less of his share (fairness); longest-prefix-match: the ' +
      'most cached tokens first',
    later.schedulers,
  ).prefault('fcfs'),
  fairness: block({
    by: choice(['tenant', 'workload'], 'whose shares are fair').prefault('tenant'),
    promptWeight: tokenWeight('what a token of a prompt counts').prefault(1),
    outputWeight: tokenWeight('what a token of an answer counts').prefault(2),
    tenants: list(share, '[3, 1]', 100_000).optional(),
    workloads: list(
      block({ workload: name('name of the workload'), share }),
      '[{workload: chat, share: 3}]',
      1000,
    ).optional(),
  }).optional(),
  levels: block({
    // assumed: a first level of short questions, and a dozen doublings to the longest contexts
    first: count({ min: 1, max: 1e9 }, 'longest prompt of the first level').prefault(256),
    ratio: number({ above: 1, max: 1024 }, 'each level takes prompts this much longer').prefault(2),
    count: count({ min: 1, max: 64 }, 'levels').prefault(12),
    demotion: inert('levels.demotion (it needs preemption by the scheduler)', [false]).optional(),
    promotion: inert('levels.promotion (it needs preemption by the scheduler)', [false]).optional(),
  }).optional(),
  lengthPredictor: block({
    cv: number({ min: 0, max: 100 }, 'error of the guess ÷ truth; 0 = an oracle').prefault(0.5),
  }).optional(),
  preemption: choice(
    ['recompute', 'swap', 'none'],
    'what happens when KV blocks run out: the last admitted waits at the front, and computes anew (recompute), or its ' +
      'blocks are copied to host memory and back, while steps wait (swap); they do not, since each holds blocks for its ' +
      'prompt and maxTokens from its admission on (none)',
  ).prefault('recompute'),
  swapSpace: quantity('bytes', { min: 0 }, 'preemption swap: host memory per chip').optional(),
  maxSequences: count({ min: 1, max: 1e6 }, 'sequences, or jobs, in one batch').optional(),
  maxBatchItems: count(
    { min: 1, max: 1e7 },
    'rank and transcribe: candidates, or windows of sound, in one batch',
  ).optional(),
  maxBatchedTokens: count({ min: 1, max: 1e9 }, 'tokens in one step').prefault(8192),
  blockTokens: count({ min: 1, max: 65_536 }, 'tokens in one KV block').prefault(16),
  kvBlocks: kvBlocks.prefault('auto'),
  kvCache: bool(
    'whether keys and values are kept; false = every step runs every context again',
  ).prefault(true),
  speculation: speculationSchema.optional(),
  asyncScheduling: bool(
    'whether a step is planned while the one before it runs: of who comes or ends in between, the plan knows nothing',
  ).optional(),
  cudaGraphs: block({
    enabled: bool('whether steps are launched as CUDA graphs; false = kernel by kernel').prefault(
      true,
    ),
    sizes: list(
      count({ min: 1, max: 1_000_000 }, 'tokens of a captured step'),
      '[1, 2, 4, 8]',
      10_000,
    ).optional(),
    maxSize: count({ min: 1, max: 1_000_000 }, 'tokens of the largest captured step').optional(),
  }).optional(),
  ...prefixCacheKeys,
  memoryUtilization: quantity(
    'share',
    { above: 0, max: 1 },
    "share of the chip's memory that the engine takes",
  ).prefault(0.9),
  stepping: choice(
    ['stretched', 'stepwise'],
    'how steps are simulated; the results are equal',
  ).prefault('stretched'),
  longPrefillThreshold: inert('engine.longPrefillThreshold', ['none', 0]).optional(),
  reserveFullPrompt: bool(
    'whether a prompt is admitted only once there are KV blocks for all of it, not for its first chunk alone; the others ' +
      'may still take them first',
  ).prefault(false),
  stepTime: stepTime.optional(),
  stepEnergy: stepEnergy.optional(),
});

const dtype = (description: string) => choice(dtypes, description);

export const poolSchema = block({
  name: name('name of the pool'),
  accelerator: scalarOrBlock(acceleratorId, dataSheet).prefault('h100-sxm'),
  replicas: count(
    { min: 0, max: 1e6 },
    'replicas; with autoscaling, those that are up when the run starts',
  ).optional(),
  role: choice(
    ['both', 'prefill', 'decode', 'encode'],
    'phases that the pool runs; encode = images of prompts',
    later.roles,
  ).prefault('both'),
  serves: list(modelReference, '[llama-3.1-70b]').optional(),
  parallelism: block({
    tensor: count({ min: 1, max: 100_000 }, 'chips that share each layer').optional(),
    pipeline: count({ min: 1, max: 100_000 }, 'stages of layers').prefault(1),
    data: count({ min: 1, max: 100_000 }, 'engine ranks that share the experts').prefault(1),
    expert: count({ min: 1, max: 100_000 }, 'groups of chips with experts each').prefault(1),
    ring: count(
      { min: 1, max: 100_000 },
      'diffusion: chips of a tensor group that pass keys and values in a ring',
    ).optional(),
  }).prefault({}),
  precision: block({
    weights: choice(weightFormats, 'number format of the weights').optional(),
    activations: dtype('number format of the activations').optional(),
    kvCache: dtype('number format of the KV cache').prefault('bf16'),
  }).prefault({}),
  engine: engineSchema.prefault({}),
  node: nodeSchema.prefault({}),
  power: powerSchema.prefault({}),
  cooling: coolingSchema.optional(),
  host: hostSchema.prefault({}),
  autoscaling: autoscalingSchema.prefault({ policy: 'none' }),
  billing: billingSchema.prefault('none'),
  residency: residencySchema.optional(),
  sharing: sharingSchema.optional(),
  adapters: adaptersSchema.optional(),
});

export type ReadPool = z.output<typeof poolSchema>;
/** With its models by name alone: the library knows what the name of a variant stands for (resolve/model.ts). */
export type RawPool = Omit<ReadPool, 'serves'> & {
  readonly serves?: readonly string[] | undefined;
};
