import { z } from 'zod';
import { platforms } from '../../catalog/platforms.ts';
import { autoscalers } from '../../policy/autoscaling/index.ts';
import { block, list, scalarOrBlock, variants } from './blocks.ts';
import { Complaint, choice, count, number, quantity, readQuantity, scalar } from './scalars.ts';

const platformNames = Object.keys(platforms) as (keyof typeof platforms)[];
const autoscalerNames = Object.keys(autoscalers) as (keyof typeof autoscalers)[];

const DAY = 86_400;
const time = (description: string) => quantity('time', { min: 0, max: 100 * DAY }, description);
const span = (description: string) => quantity('time', { above: 0, max: 1000 * DAY }, description);
const bandwidth = (description: string) => quantity('bandwidth', { above: 0 }, description);
const share = (description: string) => quantity('share', { above: 0, max: 1 }, description);

/** Judges `none` as a share of its own. */
const off = scalar(
  { description: 'none: the number of replicas stands', enum: ['none'] },
  (value): null | Complaint =>
    value === 'none'
      ? null
      : new Complaint(
          'must be none or a block with a policy',
          'write none, or {policy: target-utilization, max: 8, …}',
        ),
);

const coldStart = scalarOrBlock(
  time('from the decision to start a replica until it takes requests'),
  block({
    provision: time('until a place for the replica stands ready').optional(),
    image: quantity('bytes', { min: 0 }, 'container image that is fetched').optional(),
    imageBandwidth: bandwidth('at which the image is fetched and unpacked').optional(),
    storageBandwidth: bandwidth('at which one replica reads its weights').optional(),
    hostToDeviceBandwidth: bandwidth('from the memory of the host to one chip').optional(),
    init: time('processes, profiling, compilation, graph capture').optional(),
    warmUp: time('first requests that nobody waits for').optional(),
    cv: number(
      { min: 0, max: 10 },
      'spread of starts: the time is gamma-distributed around the sum; 1 = exponential',
    ).optional(),
  }),
);

const common = {
  platform: choice(platformNames, 'who starts and stops replicas: fills defaults').prefault('bare'),
  min: count({ min: 0, max: 1e6 }, 'fewest replicas').optional(),
  max: count({ min: 1, max: 1e6 }, 'most replicas'),
  interval: span('how often the policy decides').optional(),
  scrapeDelay: time('how old the metrics are that it decides by').optional(),
  coldStart: coldStart.optional(),
  whenDown: choice(
    ['idle', 'off'],
    'whether chips of replicas that are down draw what idle ones do, or nothing',
  ).optional(),
};

const pace = (shareOf: number, replicas: number, stabilization: string) =>
  block({
    share: number({ min: 0, max: 1e6 }, 'of the replicas, per period').prefault(shareOf),
    replicas: count({ min: 0, max: 1e6 }, 'per period; the larger of the two holds').prefault(
      replicas,
    ),
    period: span('over which the pace is kept').prefault('15s'),
    stabilization: time('the most careful recommendation of this long is followed').prefault(
      stabilization,
    ),
  }).prefault({});

/** Defaults: kubernetes.io, Horizontal Pod Autoscaling, "Default Behavior" and --horizontal-pod-autoscaler-tolerance. */
const behavior = {
  tolerance: number({ min: 0, max: 10 }, 'metric ÷ target this near to 1 changes nothing').prefault(
    0.1,
  ),
  scaleUp: pace(1, 4, '0s'),
  scaleDown: pace(1, 0, '300s'),
};

const season = scalar(
  {
    description: 'length of the season that arrivals repeat after, or none',
    anyOf: [{ const: 'none' }, { type: ['number', 'string'] }],
    examples: ['24h'],
  },
  (value): number | Complaint =>
    value === 'none'
      ? Number.POSITIVE_INFINITY
      : readQuantity(value, 'time', { above: 0, max: 1000 * DAY }),
);

const weight = (description: string) => number({ min: 0, max: 1 }, description);

/** `pools[].autoscaling`. */
export const autoscalingSchema = scalarOrBlock(
  off,
  variants(
    'policy',
    [
      block({ policy: z.literal('none') }),
      block({
        policy: z.literal('target-utilization'),
        ...common,
        metric: choice(['busy', 'kv-cache'], 'utilisation that is kept').prefault('busy'),
        // assumed: a common choice; Kubernetes has no default for metrics of its users
        target: share('mean of the metric over replicas').prefault(0.7),
        ...behavior,
      }),
      block({
        policy: z.literal('queue-length'),
        ...common,
        // KEDA's examples; it has no default
        target: number({ above: 0, max: 1e9 }, 'queued requests per replica').prefault(5),
        cooldown: time('without requests, until the last replicas go').prefault('300s'),
        ...behavior,
      }),
      block({
        policy: z.literal('concurrency-target'),
        ...common,
        concurrency: number({ above: 0, max: 1e9 }, 'requests in flight per replica').prefault(100),
        targetShare: share('share of it that is aimed at').prefault(0.7),
        stableWindow: span('over which requests in flight are averaged').prefault('60s'),
        panicWindow: span('over which they are averaged to notice bursts').prefault('6s'),
        panicThreshold: number(
          { min: 1, max: 1000 },
          'desired ÷ ready replicas at which a burst is one',
        ).prefault(2),
        maxUpRate: number({ above: 1, max: 1e9 }, 'most growth of one decision').prefault(1000),
        maxDownRate: number({ above: 1, max: 1e9 }, 'most shrinkage of one decision').prefault(2),
        grace: time('without requests in a stable window, until the last replica goes').prefault(
          '30s',
        ),
      }),
      block({
        policy: z.literal('ongoing-requests'),
        ...common,
        target: number({ above: 0, max: 1e9 }, 'ongoing requests per replica').prefault(2),
        lookBack: span('over which they are averaged').prefault('30s'),
        upDelay: time('that a wish for more must hold').prefault('30s'),
        downDelay: time('that a wish for fewer must hold').prefault('600s'),
        upFactor: number({ above: 0, max: 1e6 }, 'gain on the way up').prefault(1),
        downFactor: number({ above: 0, max: 1 }, 'gain on the way down').prefault(1),
      }),
      block({
        policy: z.literal('slo-driven'),
        ...common,
        // all assumed
        attainment: share('share of requests that must meet every target').prefault(0.95),
        window: span('over which that is judged').prefault('60s'),
        step: number({ above: 0, max: 10 }, 'share of the replicas that a breach adds').prefault(
          0.25,
        ),
        calm: time('without a breach, until a replica goes').prefault('300s'),
        margin: share('of the load that broke targets, which others may take over').prefault(0.8),
      }),
      block({
        policy: z.literal('schedule'),
        ...common,
        period: span('after which the steps repeat').prefault('24h'),
        steps: list(
          block({
            at: time('since the start of the period'),
            replicas: count({ min: 0, max: 1e6 }, 'replicas from then on'),
          }),
          '[{at: 8h, replicas: 6}]',
          10_000,
        ),
      }),
      block({
        policy: z.literal('forecast'),
        ...common,
        method: choice(['holt-winters', 'seasonal-naive'], 'how arrivals are foretold').prefault(
          'holt-winters',
        ),
        // weights, bucket and headroom are assumed
        bucket: span('over which arrivals are counted').prefault('60s'),
        season: season.prefault('none'),
        lead: time('how far ahead it looks; default: a cold start').optional(),
        ratePerReplica: quantity('rate', { above: 0 }, 'arrivals that one replica serves'),
        headroom: number({ min: 0, max: 100 }, 'room above the forecast').prefault(0.2),
        smoothing: block({
          level: weight('of the newest bucket in the level').prefault(0.5),
          trend: weight('of the newest bucket in the trend').prefault(0.1),
          season: weight('of the newest bucket in the season').prefault(0.3),
        }).prefault({}),
      }),
    ],
    autoscalerNames,
  ),
);

export type RawAutoscaling = z.output<typeof autoscalingSchema>;
