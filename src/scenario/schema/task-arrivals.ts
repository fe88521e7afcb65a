import { z } from 'zod';
import { MOST_COPIES } from '../../policy/arrival/agent-graph.ts';
import { block, list, scalarOrBlock } from './blocks.ts';
import { durationSchema } from './duration.ts';
import { lengthSchema } from './length.ts';
import { choice, count, name, number, type quantity } from './scalars.ts';

type Rate = ReturnType<typeof quantity>;

/** A whole number, always the same, or a law. */
const countOrLaw = (most: number, description: string) =>
  scalarOrBlock(count({ min: 1, max: most }, description), lengthSchema);

const context = {
  contextLimit: count(
    { min: 1 },
    "tokens of prompt and answer at most; the model's if absent",
  ).optional(),
  whenFull: choice(
    ['end', 'truncate'],
    'without room in the context: the task ends, or the prompt loses its beginning',
  ).prefault('end'),
  afterFailure: choice(
    ['end', 'continue'],
    'after a request that did not complete: the task ends, or goes on without it',
  ).prefault('end'),
};

/** Conversations. */
export const sessionsSchema = (rate: Rate) =>
  block({
    process: z.literal('sessions'),
    rate,
    turns: countOrLaw(1e6, 'requests of a session'),
    thinkTime: durationSchema('from the end of a turn to the next'),
    ...context,
  });

const call = block({
  name: name('name of the call'),
  after: list(name('name of a call that must have ended'), '[plan]', 100).optional(),
  continues: name(
    'call whose context it goes on from, or none; the first it comes after, if that is made once',
  ).optional(),
  copies: countOrLaw(MOST_COPIES, 'calls side by side').prefault(1),
  rounds: countOrLaw(
    MOST_COPIES,
    'calls one after the other, each on the context of the last',
  ).prefault(1),
  wait: durationSchema('what a tool takes before each round').prefault('0s'),
  promptTokens: lengthSchema.optional(),
  outputTokens: lengthSchema.optional(),
});

/** Graphs of calls. */
export const agenticSchema = (rate: Rate) =>
  block({
    process: z.literal('agentic'),
    rate,
    calls: list(call, '[{name: plan}, {name: act, after: [plan], rounds: 4}]', 100),
    ...context,
  });

export type RawCall = z.output<typeof call>;

/** Many clients. */
export const servegenSchema = (rate: Rate) =>
  block({
    process: z.literal('servegen'),
    rate,
    pools: list(
      block({
        clients: count({ min: 1, max: 1e6 }, 'clients of this pool'),
        share: number(
          { above: 0, max: 1e6 },
          'part of the rate, relative to the other pools',
        ).prefault(1),
        skew: number({ min: 0, max: 100 }, 'Zipf exponent of their rates; 0 = equal').prefault(0),
        gaps: choice(['poisson', 'gamma', 'weibull'], "law of a client's gaps").prefault('gamma'),
        cv: number({ above: 0, max: 100 }, "coefficient of variation of a client's gaps").prefault(
          1,
        ),
        promptSpread: number(
          { min: 0, max: 100 },
          "spread of the clients' mean prompts: coefficient of variation",
        ).prefault(0),
        outputSpread: number(
          { min: 0, max: 100 },
          "spread of the clients' mean answers: coefficient of variation",
        ).prefault(0),
        promptTokens: lengthSchema.optional(),
        outputTokens: lengthSchema.optional(),
      }),
      '[{clients: 100, skew: 1.2, cv: 2}]',
      1000,
    ),
  });

export type RawTaskArrivals = {
  readonly sessions: z.output<ReturnType<typeof sessionsSchema>>;
  readonly agentic: z.output<ReturnType<typeof agenticSchema>>;
  readonly servegen: z.output<ReturnType<typeof servegenSchema>>;
};
