import fc from 'fast-check';
import { admissions } from '../../../src/policy/admission/index.ts';
import { batchings } from '../../../src/policy/batching/index.ts';
import { routers } from '../../../src/policy/routing/index.ts';
import { schedulers } from '../../../src/policy/scheduling/index.ts';
import { adapted } from './adapter-twist.ts';
import { anyDeferral, anySatisfaction } from './client-twists.ts';
import {
  anyCluster,
  anyFailure,
  anyGovernor,
  anyHost,
  anyLinks,
  anyRollout,
  anyScaling,
  anyTasks,
  apart,
  budgeted,
  failuresIn,
  governed,
  linked,
  placed,
  rolledOut,
  scaled,
  shared,
  twofold,
} from './fleet-twists.ts';
import { anyHeat } from './heat-twist.ts';
import { anyImages } from './image-twist.ts';
import { anyDifficulty, anyLadder, anyPrices, anyProcesses, anySites } from './place-twists.ts';
import { anySkill, anyStrategy, thinking, thinkingAnew } from './thinking-twists.ts';
import {
  onEngines,
  onPools,
  onWorkloads,
  type Patch,
  seconds,
  type Twist,
  without,
} from './twist.ts';

/** The names of a registry, so that a policy which is added to it is drawn from that day on. */
function anyName(registry: object): fc.Arbitrary<string> {
  return fc.constantFrom(...Object.keys(registry));
}

/** What an admission policy needs beside its name. */
const admissionKeys: Partial<Record<keyof typeof admissions, fc.Arbitrary<Patch>>> = {
  'queue-cap': fc.record({ maxQueued: fc.integer({ min: 1, max: 20 }) }),
  'token-bucket': fc.record({ rate: seconds(1, 60), burst: fc.integer({ min: 1, max: 10 }) }),
  'deadline-shed': fc.record({ window: seconds(0.1, 2) }),
  'tier-shed': fc.record({
    minPriority: fc.integer({ min: 0, max: 2 }),
    outstanding: fc.integer({ min: 0, max: 20 }),
  }),
};

const anyAdmission = fc
  .constantFrom(...(Object.keys(admissions) as (keyof typeof admissions)[]))
  .chain((policy) =>
    (admissionKeys[policy] ?? fc.constant<Patch>({})).map((keys) => ({ policy, ...keys })),
  );

const anyRouting = fc
  .record({
    policy: anyName(routers),
    queue: fc.constantFrom('replica', 'replica', 'pool'),
    signalInterval: fc.constantFrom(0, 0.05, 0.3),
    scorers: fc.record({
      queue: seconds(0, 2),
      kv: seconds(0, 2),
      promptTokens: seconds(0, 0.1),
      prefix: seconds(0, 0.1),
    }),
  })
  .map(({ scorers, ...routing }) => ({
    ...routing,
    ...(routing.policy === 'weighted-scorers' && { scorers }),
  }));

const states = fc.array(fc.record({ rate: seconds(2, 60), meanDuration: seconds(0.1, 1) }), {
  minLength: 2,
  maxLength: 3,
});
const steps = fc.array(fc.record({ rate: seconds(2, 60), duration: seconds(0.1, 1) }), {
  minLength: 1,
  maxLength: 3,
});
const anyArrivals = fc.oneof(
  states.map((each) => ({ process: 'mmpp', states: each })),
  steps.map((each) => ({ process: 'piecewise', steps: each })),
  fc.record({ process: fc.constant('diurnal'), rate: seconds(5, 60), period: seconds(1, 5) }),
  fc.record({
    process: fc.constant('periodic'),
    period: seconds(0.05, 0.5),
    sources: fc.integer({ min: 1, max: 8 }),
  }),
);

/** What a prefix cache is not available with, undone. */
const plannedInTime = {
  batching: 'continuous',
  asyncScheduling: false,
  preemption: 'recompute',
  reserveFullPrompt: false,
};

/**
 * What may be added to a scenario, each drawn by itself: what cannot stand beside another feature is refused when the
 * scenario is read, and counted. Whoever adds a feature to the engine adds it here.
 */
export const twists = {
  scheduler: anyName(schedulers).map((scheduler) => onEngines({ scheduler })),
  routing: anyRouting.map(
    (routing): Twist =>
      (draft) => ({ ...draft, routing }),
  ),
  admission: anyAdmission.map(
    (admission): Twist =>
      (draft) => ({ ...draft, admission }),
  ),
  arrivals: anyArrivals.map((arrivals) => onWorkloads({ arrivals })),
  deadlines: seconds(0.2, 3).map((e2e) => onWorkloads({ slo: { e2e } })),
  impatience: fc
    .record({ total: seconds(0.3, 2), firstToken: seconds(0.05, 0.3) })
    .map((timeout) => onWorkloads({ timeout })),
  cancels: fc
    .record({
      patience: fc.record({
        distribution: fc.constantFrom('exponential', 'weibull', 'lognormal'),
        mean: seconds(0.05, 1.5),
        cv: seconds(0.3, 2),
      }),
      until: fc.constantFrom('first-token', 'end'),
    })
    .map(({ patience: { cv, ...law }, until }) => {
      const patience = law.distribution === 'exponential' ? law : { ...law, cv };
      return onWorkloads({ cancel: { patience, until } });
    }),
  retries: fc
    .record({
      maxAttempts: fc.integer({ min: 2, max: 4 }),
      base: seconds(0.01, 0.5),
      multiplier: seconds(1, 3),
      cap: seconds(0.5, 1),
      jitter: seconds(0, 1),
    })
    .map((retry) => onWorkloads({ retry })),
  hedges: fc
    .record({ after: seconds(0.02, 0.6), max: fc.integer({ min: 1, max: 3 }) })
    .map((hedge) => (draft) => twofold(onWorkloads({ hedge })(draft))),
  'scarce-blocks': fc.integer({ min: 14, max: 40 }).map((kvBlocks) => onEngines({ kvBlocks })),
  'data-ranks': fc.integer({ min: 2, max: 3 }).map((data) => onPools({ parallelism: { data } })),
  drafts: fc
    .record({
      method: fc.constant('n-gram'),
      tokens: fc.integer({ min: 1, max: 4 }),
      acceptance: seconds(0, 1),
    })
    .map((speculation) => onEngines({ speculation, maxBatchedTokens: 600 })),
  planning: fc
    .oneof(
      anyName(batchings).map((batching) => ({ batching })),
      fc.constant({ asyncScheduling: true }),
      fc.constantFrom({ preemption: 'none' }, { reserveFullPrompt: true }),
      fc.constant({ batching: 'prefill-first', asyncScheduling: true, preemption: 'none' }),
    )
    .map((ways) => onEngines(ways)),
  // a chip's share of a copy is small beside a step, or is not
  swapping: fc
    .record({
      swapSpace: fc.constantFrom('1MB', '20MB', '1GB'),
      hostBandwidth: fc.constantFrom('1GB/s', '25GB/s'),
      kvBlocks: fc.integer({ min: 14, max: 30 }),
      batching: fc.constantFrom('continuous', 'prefill-first', 'sarathi'),
    })
    .map(
      ({ hostBandwidth, ...engine }) =>
        (draft) =>
          onPools({ node: { hostBandwidth } })(onEngines({ ...engine, preemption: 'swap' })(draft)),
    ),
  // on scarce blocks, so that some leave
  prefixes: fc
    .record({
      tokens: fc.integer({ min: 1, max: 200 }),
      groups: fc.integer({ min: 1, max: 6 }),
      kvBlocks: fc.integer({ min: 20, max: 80 }),
      order: fc.constantFrom(
        {},
        { prefixSharing: 'computed' },
        { prefixSharing: 'awaited' },
        { scheduler: 'longest-prefix-match' },
        { scheduler: 'longest-prefix-match', prefixSharing: 'awaited' },
      ),
    })
    .map(
      ({ kvBlocks, order, ...prefix }) =>
        (draft) =>
          onWorkloads({ prefix })(
            onEngines({ ...plannedInTime, ...order, prefixCache: true, kvBlocks })(draft),
          ),
    ),
  // tiers of a few prompts, read in less than a step or in seconds
  tiers: fc
    .record({
      capacities: fc.tuple(
        fc.constantFrom('0B', '50MB', '2GB'),
        fc.constantFrom('0B', '100MB', '10GB'),
        fc.constantFrom('0B', '200MB', '10GB'),
      ),
      bandwidth: fc.constantFrom('100MB/s', '5GB/s', '200GB/s'),
      onboardThreshold: fc.constantFrom(0, 0, 100),
      tokens: fc.integer({ min: 30, max: 200 }),
      groups: fc.integer({ min: 1, max: 12 }),
      kvBlocks: fc.integer({ min: 16, max: 40 }),
    })
    .map(({ capacities, bandwidth, onboardThreshold, kvBlocks, ...prefix }) => (draft) => {
      const kvTiers = (['host', 'nvme', 'remote'] as const).map((tier, i) => ({
        ...{ tier, bandwidth, latency: '1ms' },
        capacity: capacities[i],
      }));
      const engine = { kvTiers, onboardThreshold, kvBlocks, prefixCache: true };
      return onWorkloads({ prefix })(onEngines({ ...plannedInTime, ...engine })(draft));
    }),
  // blocks that are stated, so that they are scarce and what needs them is drawn
  'shared-chips': fc
    .record({
      pools: fc.integer({ min: 1, max: 3 }),
      kvBlocks: fc.integer({ min: 16, max: 60 }),
      stay: fc.oneof(fc.constant(null), fc.constant(0), seconds(0, 0.3)),
    })
    .map(({ pools, kvBlocks, stay }) => shared(pools, kvBlocks, stay)),
  'no-cache': fc.constant((draft) => onEngines({ kvCache: false })(without('kvBlocks')(draft))),
  adapters: fc
    .record({
      slots: fc.integer({ min: 1, max: 4 }),
      tenants: fc.integer({ min: 1, max: 8 }),
      more: fc.integer({ min: -1, max: 2 }),
    })
    .map(({ slots, tenants, more }) => adapted(slots, tenants, more)),
  // below the limit of every chip that is drawn; only the physics knows what a cap does
  cap: seconds(300, 345).map(
    (capPerAccelerator) => (draft) =>
      onPools({ power: { capPerAccelerator } })(without('stepTime')(draft)),
  ),
  host: anyHost.map((host) => onPools({ host })),
  // what their prompts begin with follows from what came before
  tasks: anyTasks.map((arrivals) => onWorkloads({ arrivals, prefix: 'none' })),
  facility: fc
    .record({
      kind: fc.constantFrom('air', 'rear-door', 'direct-to-chip', 'immersion'),
      wetBulb: fc.integer({ min: -10, max: 30 }),
      meterInterval: seconds(0.02, 0.6),
      startsAt: seconds(0, 80_000),
    })
    .map(({ kind, wetBulb, ...rest }) => (draft) => ({
      ...draft,
      facility: {
        cooling:
          wetBulb % 3 === 0
            ? { kind, rejection: 'dry-cooler', dryBulb: wetBulb + 5 }
            : { kind, wetBulb },
        ...rest,
      },
    })),
  // before what befalls pools by name
  rollout: anyRollout.map(rolledOut),
  failures: fc.array(anyFailure, { minLength: 2, maxLength: 4 }).map(failuresIn),
  scaling: anyScaling.map(scaled),
  // last of what changes pools: nodes are those of their chips
  cluster: anyCluster.map(placed),
  billing: fc
    .record({ price: seconds(0, 5), billed: fc.constantFrom('up', 'busy') })
    .map((billing) => onPools({ billing })),
  roles: fc
    .record({
      disaggregate: fc.oneof(
        fc.constant('always'),
        fc.integer({ min: 20, max: 150 }).map((promptTokens) => ({ promptTokens })),
      ),
      kvTransfer: fc.constantFrom('layer-wise', 'whole'),
    })
    .map(apart),
  links: anyLinks.map(linked),
  // after roles, which drop a pool
  images: anyImages,
  // the physics alone knows what a clock does
  governor: anyGovernor.map(
    (governor) => (draft) => governed(governor)(without('stepTime')(draft)),
  ),
  budgets: fc.tuple(fc.boolean(), anyGovernor).map(
    ([isOfAll, governor]) =>
      (draft) =>
        budgeted(isOfAll, governor)(without('stepTime')(draft)),
  ),
  heat: anyHeat,
  satisfaction: anySatisfaction,
  processes: anyProcesses,
  // late: they name the models of workloads
  difficulty: anyDifficulty,
  strategies: fc.tuple(anyStrategy, anySkill).map(([strategy, skill]) => thinking(strategy, skill)),
  'strategy-rollout': fc
    .tuple(anyStrategy, anyStrategy, anySkill, anyRollout)
    .map((drawn) => thinkingAnew(...drawn)),
  sites: anySites,
  // after those: it changes for how long clients wait
  deferral: anyDeferral,
  // what is added to those that there are, which no other feature has changed
  ladder: anyLadder,
  prices: anyPrices,
} as const satisfies Record<string, fc.Arbitrary<Twist>>;

export type TwistName = keyof typeof twists;
export const twistNames = Object.keys(twists) as TwistName[];

/** What is refused beside several models on one replica. */
const besideSeveralModels: readonly TwistName[] = [
  'images',
  'adapters',
  'data-ranks',
  'drafts',
  'no-cache',
  'rollout',
  'governor',
  'heat',
];

/** What is refused beside a feature, and so is not drawn beside it. */
export const apartFrom: Partial<Record<TwistName, readonly TwistName[]>> = {
  strategies: ['adapters', 'difficulty', 'sites'],
  'strategy-rollout': ['adapters', 'strategies', 'difficulty', 'rollout', 'sites'],
  difficulty: ['hedges', 'roles'],
  ladder: ['cluster'],
  tasks: ['images', 'difficulty'],
  rollout: ['strategies', 'images', 'difficulty'],
  satisfaction: ['images', 'difficulty'],
  images: ['strategies', 'strategy-rollout', 'difficulty'],
  sites: [
    'cluster',
    'links',
    'roles',
    'rollout',
    'deferral',
    'hedges',
    'images',
    'budgets',
    'satisfaction',
    'difficulty',
    'ladder',
  ],
  processes: [
    ...besideSeveralModels,
    'shared-chips',
    'budgets',
    'roles',
    'scaling',
    'prefixes',
    'swapping',
    'tiers',
  ],
  adapters: ['images'],
  roles: [
    'data-ranks',
    'drafts',
    'no-cache',
    'planning',
    'swapping',
    'prefixes',
    'tiers',
    'shared-chips',
    'rollout',
    'adapters',
    'hedges',
  ],
  'shared-chips': besideSeveralModels,
  scaling: ['host', 'shared-chips', 'rollout'],
  prefixes: ['shared-chips'],
  drafts: [
    'data-ranks',
    'cap',
    'governor',
    'heat',
    'no-cache',
    'planning',
    'swapping',
    'prefixes',
    'tiers',
  ],
  'no-cache': [
    'data-ranks',
    'cap',
    'governor',
    'heat',
    'planning',
    'swapping',
    'prefixes',
    'tiers',
  ],
  swapping: ['prefixes', 'tiers', 'shared-chips'],
  tiers: ['data-ranks', 'prefixes', 'shared-chips'],
  cluster: ['host', 'facility', 'deferral'],
};
