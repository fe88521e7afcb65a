import { z } from 'zod';
import { latencyNames } from '../../policy/rollout/port.ts';
import { block, list, scalarOrBlock, variants } from './blocks.ts';
import { monitorNames } from './names.ts';
import { choice, count, name, number, quantity } from './scalars.ts';
import { candidateSchema } from './strategy.ts';

const time = { above: 0, max: 1e9 } as const;
const share = (range: { readonly above?: number; readonly min?: number }, description: string) =>
  quantity('share', { ...range, max: 1 }, description);
const ratio = (description: string) => number({ above: 0, max: 1e6 }, description);

const step = block({
  share: share({ above: 0 }, 'share of the requests that the candidate gets'),
  // assumed: some windows of the monitors
  hold: quantity('time', time, 'how long the step lasts at least').prefault('2min'),
});

const monitor = variants(
  'kind',
  [
    block({
      kind: z.literal('burn-rate'),
      // 2 % of a budget for thirty days in an hour: The site reliability workbook, ch. 5, table 5-8
      rate: ratio('misses ÷ misses that the objectives allow, from which on it fails').prefault(
        14.4,
      ),
      // assumed: what is left of an hour and five minutes where a step holds for minutes, at their ratio
      long: quantity('time', time, 'window that says that it matters').prefault('2min'),
      short: quantity('time', time, 'window that says that it goes on').prefault('10s'),
    }),
    block({
      kind: z.literal('errors'),
      // Flagger's request-success-rate as its documentation shows it: at least 99 %
      max: share({ min: 0 }, 'most requests that end rejected, shed, expired or failed').prefault(
        '1%',
      ),
    }),
    block({
      kind: z.literal('escaped-errors'),
      max: share({ min: 0 }, 'most of the graded answers that are wrong'),
      // assumed, as is how long it takes: some answers are looked at, by people or by a stronger model
      audited: share({ above: 0 }, 'share of the delivered answers that somebody grades').prefault(
        '10%',
      ),
      delay: quantity(
        'time',
        { min: 0, max: 1e9 },
        'from an answer until its grade is known',
      ).prefault('1min'),
    }),
    block({
      kind: z.literal('latency'),
      of: choice(latencyNames, 'which latency').prefault('ttft'),
      percentile: quantity('share', { above: 0, below: 1 }, 'which percentile').prefault('95%'),
      maxRatio: ratio("most ÷ the stable version's over the same time").optional(),
      max: quantity('time', time, 'most, whatever the stable version does').optional(),
    }),
    block({
      kind: z.literal('queue'),
      maxPerReplica: number(
        { min: 0, max: 1e9 },
        'most requests that wait, per replica of the candidate',
      ),
    }),
    block({
      kind: z.literal('energy'),
      maxRatio: ratio("most joules per completed request ÷ the stable version's"),
    }),
    block({
      kind: z.literal('cost'),
      maxRatio: ratio("most dollars per completed request ÷ the stable version's"),
    }),
  ],
  monitorNames,
);

/** A candidate, a pool or a strategy, that takes over step by step, or is tried on copies. */
export const rolloutSchema = scalarOrBlock(
  choice(['none'], 'no version replaces another', [], '{kind: canary, from: old, to: new}'),
  block({
    kind: choice(
      ['canary', 'shadow'],
      'the candidate, pool or strategy, answers a share of the requests, or gets copies whose answers nobody sees',
    ).prefault('canary'),
    from: name('pool of the stable version').optional(),
    to: name('pool of the candidate').optional(),
    workload: name(
      'workload whose requests another strategy is to answer, in place of from and to',
    ).optional(),
    strategy: candidateSchema.optional(),
    at: quantity('time', { min: 0, max: 1e12 }, 'when the first step begins').prefault('0s'),
    // assumed: the shares that such tools show in their documentation, a few minutes each
    steps: list(step, '- {share: 5%, hold: 2min}', 100).prefault([
      { share: '5%' },
      { share: '20%' },
      { share: '50%' },
    ]),
    stick: choice(
      ['session', 'request'],
      'what goes to one version at a time: all requests of a session, or each for itself',
    ).prefault('session'),
    checks: block({
      // assumed, as are the others but for the limit
      interval: quantity('time', time, 'how often the monitors judge').prefault('10s'),
      scrapeDelay: quantity(
        'time',
        { min: 0, max: 1e9 },
        'how old what they see is: scrapes, and the way to who asks',
      ).prefault('15s'),
      window: quantity('time', time, 'how far back they look').prefault('1min'),
      minRequests: count(
        { min: 1 },
        'ended requests of a version below which a monitor says nothing, and no step ends',
      ).prefault(50),
      failureLimit: count({ min: 0 }, 'failed checks that are borne; one more rolls back').prefault(
        2,
      ),
    }).prefault({}),
    monitors: list(monitor, '- {kind: latency, maxRatio: 1.5}', 100).optional(),
  }),
);

export type RawRollout = Exclude<z.output<typeof rolloutSchema>, 'none'>;
