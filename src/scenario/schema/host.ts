import { block, list, scalarOrBlock } from './blocks.ts';
import { durationSchema } from './duration.ts';
import { bool, Complaint, choice, count, number, quantity, scalar } from './scalars.ts';

/** What hosts do for requests, and on which side of the engine where a stage does not say. */
export const hostStageKinds = {
  tokenise: 'before',
  'image-decode': 'before',
  retrieval: 'before',
  guardrails: 'before',
  'pre-process': 'before',
  'post-process': 'after',
} as const satisfies Record<string, 'before' | 'after'>;
export type HostStageKind = keyof typeof hostStageKinds;
const kinds = Object.keys(hostStageKinds) as HostStageKind[];

const noStages = scalar(
  { description: 'no stages', type: 'array', maxItems: 0 },
  (value): readonly [] | Complaint =>
    Array.isArray(value) && value.length === 0
      ? []
      : new Complaint('must be a list of stages', 'write [{kind: tokenise, perToken: 2us}]'),
);

const size = quantity('bytes', { above: 0 }, 'bytes of each request, mean');

const stage = block({
  kind: choice(kinds, 'what is done'),
  when: choice(
    ['before', 'after'],
    'before the scheduler has the request, or after its last token',
  ).optional(),
  cores: count({ min: 1, max: 100_000 }, 'cores that one request takes meanwhile').prefault(1),
  time: durationSchema('seconds on its cores').optional(),
  perToken: quantity(
    'time',
    { min: 0, max: 3600 },
    'seconds more for each token of the prompt, or after the last token of the answer',
  ).optional(),
  bytes: scalarOrBlock(
    size,
    block({ mean: size, cv: number({ min: 0, max: 100 }, 'coefficient of variation') }),
  ).optional(),
  throughput: quantity('bandwidth', { above: 0 }, 'bytes that its cores get through').optional(),
  offload: bool('whether it runs on the nodes of host.offload').prefault(false),
});

/** CPUs of a pool's nodes and what they do for each request. */
export const hostSchema = block({
  cores: count(
    { min: 1, max: 1e6 },
    'CPU cores of a node; without stages they change nothing',
  ).optional(),
  offload: block({
    nodes: count({ min: 1, max: 100_000 }, 'CPU nodes that take stages off the others').prefault(1),
    cores: count({ min: 1, max: 1e6 }, 'cores of each of them'),
  }).optional(),
  stages: scalarOrBlock(noStages, list(stage, '[{kind: tokenise, perToken: 2us}]', 100)).prefault(
    [],
  ),
});
