import { z } from 'zod';
import { block, list, scalarOrBlock } from '../schema/blocks.ts';
import {
  Complaint,
  choice,
  count,
  name,
  quantity,
  readChoice,
  scalar,
  text,
} from '../schema/scalars.ts';
import { designKinds } from './sweep-file.ts';

const seed = scalar(
  {
    description: "seed of the design's own choices; default: the scenario's",
    type: ['number', 'string'],
  },
  (value): string | Complaint =>
    typeof value === 'number' || (typeof value === 'string' && value !== '')
      ? String(value)
      : new Complaint('must be a number or text', 'write seed: 1'),
);

/** Points of one sweep: more are a slip of the finger, and nobody would wait for them. */
export const MAX_POINTS = 100_000;
export const MAX_REPLICATIONS = 10_000;

const kind = choice(designKinds, 'how the points are chosen');

const design = scalarOrBlock(
  scalar({ description: 'how the points are chosen', enum: designKinds }, (value) => {
    const found = readChoice(value, designKinds, []);
    return found instanceof Complaint ? found : { kind: found };
  }),
  block({
    kind,
    samples: count(
      { min: 1, max: MAX_POINTS },
      'points of a random, latin-hypercube or sobol design; base samples of saltelli',
    ).optional(),
    seed: seed.optional(),
  }),
);

const stop = block({
  metric: text('a metric and its statistic, such as e2e.p99', 100),
  relativeHalfWidth: quantity(
    'share',
    { above: 0, max: 10 },
    'half-width of the 95 % interval ÷ the mean',
  ),
  maxReplications: count(
    { min: 2, max: MAX_REPLICATIONS },
    'replications of one point at most',
  ).prefault(50),
});

/** A sweep file; axes are judged apart (axes.ts), because their values keep the places where they stand. */
export const sweepSchema = block({
  name: name(
    'name of the sweep: results are written to results/<name>/; default: that of the file',
  ).optional(),
  description: text('what the sweep shows', 10_000).prefault(''),
  scenario: scalar(
    {
      description: 'the scenario file, relative to this one',
      type: 'string',
      examples: ['chatbot-70b.yaml'],
    },
    (value): string | Complaint =>
      typeof value === 'string' && value.trim() !== ''
        ? value
        : new Complaint('must be the path of a file', 'write scenario: chatbot-70b.yaml'),
  ),
  design: design.prefault({ kind: 'grid' }),
  replications: count(
    { min: 1, max: MAX_REPLICATIONS },
    'independent repetitions of each point',
  ).prefault(1),
  stop: stop.optional(),
  axes: z
    .unknown()
    .meta({
      type: 'object',
      description:
        'values for paths of the scenario: a list, or a range {from, to, steps | step, scale}; or a name with {together: {path: values}}',
      additionalProperties: {
        anyOf: [
          { type: 'array', minItems: 1 },
          {
            type: 'object',
            properties: {
              from: { type: ['number', 'string'] },
              to: { type: ['number', 'string'] },
              steps: { type: 'integer', minimum: 2 },
              step: { type: ['number', 'string'] },
              scale: { enum: ['linear', 'log'] },
            },
            required: ['from', 'to'],
            additionalProperties: false,
          },
          {
            type: 'object',
            properties: { together: { type: 'object' } },
            required: ['together'],
            additionalProperties: false,
          },
        ],
      },
    })
    .optional(),
  constraints: list(
    text('a condition between axes, such as pools[h100].replicas * 4 <= 32', 1000),
    '["pools[h100].replicas <= 8"]',
    100,
  ).optional(),
  tables: choice(['none', 'all'], 'tables kept of every replication, beside its figures').prefault(
    'none',
  ),
});

export type RawSweep = z.output<typeof sweepSchema>;
