import fc from 'fast-check';
import type { autoscalers } from '../../../src/policy/autoscaling/index.ts';
import { powerCaps } from '../../../src/policy/power-cap/index.ts';
import type { Draft } from '../random-scenario.ts';
import { onPools, type Patch, seconds, type Twist } from './twist.ts';

/** Units that fail at an instant, or again and again. */
export const anyFailure = fc
  .record({
    pool: fc.nat(2),
    inFlight: fc.constantFrom('retried', 'retried', 'resumed', 'failed'),
    restart: seconds(0.01, 0.5),
    what: fc.oneof(
      fc.record({
        kind: fc.constantFrom('gpu', 'node', 'link', 'rack', 'power-feed', 'spot'),
        at: seconds(0.05, 1),
        duration: seconds(0.01, 1),
      }),
      fc.record({
        kind: fc.constantFrom('gpu', 'node'),
        mtbf: seconds(0.3, 2),
        mttr: seconds(0.01, 0.5),
      }),
      fc.record({
        kind: fc.constant('spot'),
        at: seconds(0.05, 1),
        notice: seconds(0.05, 1),
        duration: seconds(0.01, 1),
      }),
      fc.record({
        kind: fc.constant('slow-gpu'),
        mtbf: seconds(0.1, 1),
        mttr: seconds(0.1, 1),
        slowdown: seconds(1, 4),
      }),
      fc.record({ kind: fc.constant('upgrade'), at: seconds(0.05, 1) }),
    ),
  })
  .map(({ what, inFlight, restart, pool }) => ({
    ...what,
    pool,
    ...(what.kind !== 'slow-gpu' && { restart }),
    ...(what.kind !== 'slow-gpu' && what.kind !== 'upgrade' && { inFlight }),
  }));

export const failuresIn =
  (failures: readonly (Patch & { readonly pool: number })[]): Twist =>
  (draft) => ({
    ...draft,
    failures: failures.map(({ pool, ...failure }) => ({
      ...failure,
      pool: draft.pools[pool % draft.pools.length]!.name,
    })),
  });

/** Keys of each autoscaler beside those that all have, quick enough for runs of a second or two. */
const scalingKeys: Readonly<Record<keyof typeof autoscalers, fc.Arbitrary<Patch>>> = {
  none: fc.constant({}),
  'target-utilization': fc.record({
    min: fc.constant(1),
    metric: fc.constantFrom('busy', 'kv-cache'),
    scaleDown: fc.constant({ stabilization: 0.2 }),
  }),
  'queue-length': fc.record({
    target: fc.integer({ min: 1, max: 5 }),
    cooldown: seconds(0.05, 0.3),
    scaleDown: fc.constant({ stabilization: 0.2 }),
  }),
  'concurrency-target': fc.record({
    concurrency: fc.integer({ min: 1, max: 6 }),
    stableWindow: seconds(0.1, 0.4),
    panicWindow: seconds(0.02, 0.1),
    grace: seconds(0, 0.2),
  }),
  'ongoing-requests': fc.record({
    target: fc.integer({ min: 1, max: 4 }),
    lookBack: seconds(0.02, 0.2),
    upDelay: seconds(0, 0.1),
    downDelay: seconds(0, 0.2),
  }),
  'slo-driven': fc.record({ window: seconds(0.1, 0.5), calm: seconds(0.05, 0.3) }),
  schedule: fc
    .array(fc.integer({ min: 1, max: 3 }), { minLength: 1, maxLength: 4 })
    .map((wanted) => ({
      period: 0.3 * wanted.length,
      steps: wanted.map((replicas, i) => ({ at: 0.3 * i, replicas })),
    })),
  forecast: fc.record({ ratePerReplica: seconds(2, 20), bucket: seconds(0.05, 0.2) }),
};

export const anyScaling = fc
  .constantFrom(...(Object.keys(scalingKeys) as (keyof typeof autoscalers)[]))
  .filter((policy) => policy !== 'none')
  .chain((policy) =>
    fc
      .tuple(
        fc.record({
          min: fc.nat(1),
          max: fc.integer({ min: 3, max: 4 }),
          interval: seconds(0.02, 0.1),
          scrapeDelay: fc.oneof(fc.constant(0), seconds(0.01, 0.1)),
          coldStart: seconds(0, 0.3),
          whenDown: fc.constantFrom('idle', 'off'),
        }),
        scalingKeys[policy],
      )
      .map(([common, keys]) => ({ policy, ...common, ...keys })),
  );

const modelOf = (pool: Draft['pools'][number]) => (pool['serves'] as readonly string[])[0];

/** Two replicas of every pool at least, so that there is another one. */
export const twofold: Twist = (draft) => ({
  ...draft,
  pools: draft.pools.map((pool) => ({ ...pool, replicas: Math.max(2, Number(pool['replicas'])) })),
});

/** Replicas come and go where a pool alone serves its model; what fails there is replaced. */
export const scaled =
  (autoscaling: Patch): Twist =>
  (draft) => {
    const isAlone = (pool: Draft['pools'][number]) =>
      draft.pools.filter((each) => modelOf(each) === modelOf(pool)).length === 1;
    const scales = draft.pools.filter(isAlone).map(({ name }) => name);
    const { failures } = draft as { readonly failures?: readonly Patch[] };
    return {
      ...draft,
      pools: draft.pools.map((pool) =>
        scales.includes(pool.name) ? { ...pool, autoscaling } : pool,
      ),
      ...(failures && { failures: failures.flatMap((each) => whereScaled(each, scales)) }),
    };
  };

function whereScaled(failure: Patch, scales: readonly string[]): Patch[] {
  if (!scales.includes(String(failure['pool']))) return [failure];
  const { restart: _, ...rest } = failure;
  return [rest];
}

/** The replicas of the first pools hold both models, or one of them at a time, and share few blocks among them. */
export const shared =
  (pools: number, kvBlocks: number, stay: number | null): Twist =>
  (draft) => {
    const models = [...new Set(draft.pools.map(modelOf))];
    return {
      ...draft,
      pools: draft.pools.map((pool, i) =>
        i < pools
          ? {
              ...pool,
              serves: models,
              engine: { ...pool.engine, kvBlocks },
              // so quick that a run of a second or two sees some loads
              ...(stay !== null &&
                models.length > 1 && {
                  residency: { models: 1, stay },
                  node: { hostBandwidth: '800GB/s' },
                }),
            }
          : pool,
      ),
    };
  };

/** Two nodes or three of every chip, on which pools that scale compete with each other and with those that stand. */
export const anyCluster = fc.record({
  count: fc.integer({ min: 2, max: 3 }),
  accelerators: fc.integer({ min: 2, max: 3 }),
  placement: fc.constantFrom('pack', 'spread'),
  preemption: fc.constantFrom('none', 'drain', 'drain'),
  quota: fc.option(fc.integer({ min: 2, max: 5 })),
});

export const placed =
  ({
    count,
    accelerators,
    placement,
    preemption,
    quota,
  }: typeof anyCluster extends fc.Arbitrary<infer T> ? T : never): Twist =>
  (draft) => {
    const names = draft.pools.map(({ name }) => name);
    const chips = [...new Set(draft.pools.map((pool) => pool['accelerator']))];
    const nodes = chips.map((accelerator) => ({ count, accelerator, accelerators }));
    const quotas = quota !== null && [{ pools: names.slice(0, 1), accelerators: quota }];
    return {
      ...draft,
      pools: draft.pools.map((pool) => {
        const { autoscaling } = pool as { readonly autoscaling?: Patch };
        return autoscaling ? { ...pool, autoscaling: { ...autoscaling, whenDown: 'off' } } : pool;
      }),
      cluster: { nodes, placement, preemption, priority: names, ...(quotas && { quotas }) },
    };
  };

/** The first pool computes prompts; another one of its model, or one more, decodes. Where one scales, both do. */
export const apart =
  (routing: Patch): Twist =>
  (draft) => {
    const [first, second, third] = draft.pools;
    const scaling = draft.pools.map((pool) => pool['autoscaling'] as Patch | undefined);
    const autoscaling = scaling.find(
      (each) => each !== undefined && each['policy'] !== 'slo-driven',
    );
    const both = autoscaling === undefined ? {} : { autoscaling };
    const { autoscaling: _, ...own } = first!;
    const { failures } = draft as { readonly failures?: readonly Patch[] };
    // of pools that scale none is available, and nobody goes on with the tokens made
    const befall = failures
      ?.filter(({ pool }) => autoscaling === undefined || pool === second?.name)
      .map((each) => (each['inFlight'] === 'resumed' ? { ...each, inFlight: 'retried' } : each));
    const decode = { ...(third ?? { ...own, name: 'pool-2' }), role: 'decode', ...both };
    return {
      ...draft,
      routing: { ...(draft['routing'] as Patch), ...routing },
      fabric: { scaleOut: 'ethernet-100' },
      ...(befall && { failures: befall }),
      pools: [{ ...own, role: 'prefill', ...both }, second!, decode],
    };
  };

export const anyRollout = fc.record({
  kind: fc.constantFrom('canary', 'shadow'),
  at: seconds(0, 0.3),
  steps: fc
    .array(fc.record({ share: seconds(0.05, 1), hold: seconds(0.1, 0.5) }), {
      minLength: 1,
      maxLength: 3,
    })
    .map((steps) => {
      const shares = [...new Set(steps.map(({ share }) => share))].sort((a, b) => a - b);
      return shares.map((share, i) => ({ share, hold: steps[i]!.hold }));
    }),
  stick: fc.constantFrom('session', 'request'),
  checks: fc.record({
    interval: seconds(0.03, 0.2),
    scrapeDelay: fc.oneof(fc.constant(0), seconds(0.01, 0.2)),
    window: seconds(0.2, 1),
    minRequests: fc.integer({ min: 1, max: 5 }),
    failureLimit: fc.nat(2),
  }),
  monitors: fc
    .record({
      latency: fc.record({ of: fc.constantFrom('ttft', 'tpot', 'e2e'), maxRatio: seconds(0.8, 3) }),
      burn: fc.record({ rate: seconds(1, 50), long: fc.constant(0.5), short: seconds(0.05, 0.3) }),
      most: seconds(0, 0.5),
      perReplica: seconds(0, 5),
      ratio: seconds(0.8, 2),
      kept: fc.subarray([0, 1, 2, 3, 4], { minLength: 1 }),
    })
    .map(({ latency, burn, most, perReplica, ratio, kept }) => {
      const all = [
        { kind: 'latency', ...latency },
        { kind: 'burn-rate', ...burn },
        { kind: 'errors', max: most },
        { kind: 'queue', maxPerReplica: perReplica },
        { kind: 'energy', maxRatio: ratio },
      ];
      return kept.map((i) => all[i]!);
    }),
});

/** A copy of the first pool, with smaller batches, takes over from it; no other pool serves their model. */
export const rolledOut =
  (rollout: Patch): Twist =>
  (draft) => {
    const [first, ...others] = draft.pools;
    const candidate = {
      ...first!,
      name: 'pool-new',
      engine: { ...first!.engine, maxSequences: 2 },
    };
    const rest = others.filter((pool) => modelOf(pool) !== modelOf(first!));
    return {
      ...draft,
      pools: [first!, candidate, ...rest],
      rollout: { from: first!.name, to: candidate.name, ...rollout },
    };
  };
/** The first node on a switch of its own, and two ways from there to all others. */
const threeSwitches = {
  switches: [
    { name: 'a', nodes: [0] },
    { name: 'b', nodes: ['1-199'] },
    { name: 'c' },
    { name: 'd' },
  ],
  cables: ['c', 'd'].flatMap((name) => [
    { between: ['a', name], bandwidth: '1GB/s' },
    { between: [name, 'b'], count: 2 },
  ]),
};

/** A graph of links between replicas that are apart: slow, with nodes of few chips, and cables that fail. */
export const anyLinks = fc.record({
  switches: fc.oneof(
    fc.record({
      topology: fc.constantFrom('rail-optimised', 'fat-tree', 'dragonfly', 'torus'),
      oversubscription: fc.constantFrom(1, 2, 40),
    }),
    fc.record({ topology: fc.constant(threeSwitches) }),
  ),
  scaleOut: fc.constantFrom('ethernet-100', 'ib-hdr-200'),
  placement: fc.constantFrom('pack', 'spread', 'rail-aware'),
  acceleratorsPerNode: fc.constantFrom(1, 2, 8),
  mtbf: seconds(0.5, 20),
  mttr: seconds(0.01, 0.5),
});

type AnyLinks = typeof anyLinks extends fc.Arbitrary<infer Links> ? Links : never;

/** Where some replicas are apart, and their nodes are not those of a cluster. */
export const linked =
  ({ acceleratorsPerNode, mtbf, mttr, switches, ...more }: AnyLinks): Twist =>
  (draft) => {
    const { failures: others = [] } = draft as { readonly failures?: readonly Patch[] };
    return draft['fabric'] === undefined || draft['cluster'] !== undefined
      ? draft
      : {
          ...onPools({ node: { acceleratorsPerNode } })(draft),
          routing: { ...(draft['routing'] as Patch), kvTransfer: 'whole' },
          fabric: { ...switches, ...more },
          failures: [...others, { kind: 'fabric-link', mtbf, mttr }],
        };
  };

const anyStage = fc
  .record({
    kind: fc.constantFrom('tokenise', 'image-decode', 'retrieval', 'guardrails', 'post-process'),
    cores: fc.integer({ min: 1, max: 2 }),
    time: seconds(0.001, 0.1),
    perToken: fc.constantFrom(0, 1e-5),
    isOffloaded: fc.boolean(),
  })
  .map(({ isOffloaded, ...stage }) => ({ ...stage, offload: isOffloaded }));
export const anyHost = fc.record({
  cores: fc.integer({ min: 2, max: 4 }),
  offload: fc.record({ nodes: fc.constant(1), cores: fc.integer({ min: 2, max: 3 }) }),
  stages: fc.array(anyStage, { minLength: 1, maxLength: 3 }),
});

const inContext = {
  whenFull: fc.constantFrom('end', 'truncate'),
  afterFailure: fc.constantFrom('end', 'continue'),
};
const fewOf = (most: number) => fc.constant({ distribution: 'uniform', min: 1, max: most });
export const anyTasks = fc.oneof(
  fc.record({
    process: fc.constant('sessions'),
    rate: seconds(2, 20),
    turns: fewOf(5),
    thinkTime: seconds(0, 0.2),
    ...inContext,
  }),
  fc.record({
    process: fc.constant('agentic'),
    rate: seconds(1, 10),
    calls: fc
      .record({ copies: fewOf(3), rounds: fewOf(3), wait: seconds(0, 0.2) })
      .map((search) => [
        { name: 'plan' },
        { name: 'search', after: ['plan'], continues: 'none', ...search },
        { name: 'report', after: ['plan', 'search'] },
      ]),
    ...inContext,
  }),
  fc.record({
    process: fc.constant('servegen'),
    rate: seconds(5, 60),
    pools: fc
      .record({ clients: fc.integer({ min: 1, max: 9 }), skew: seconds(0, 2) })
      .map((p) => [p]),
  }),
);

export const anyGovernor = fc.record({
  policy: fc.constantFrom(...Object.keys(powerCaps)),
  // below the limit of every chip that is drawn; half of the runs are over before a slow one has reacted
  wattsPerBoard: seconds(300, 345),
  window: seconds(0.005, 0.1),
  reaction: fc.oneof(fc.constant(0), seconds(0.001, 0.2)),
  low: seconds(0.5, 0.8),
  high: seconds(0.8, 1),
});

function boardsOf(pool: Draft['pools'][number]): number {
  const { data = 1 } = (pool['parallelism'] ?? {}) as { readonly data?: number };
  const { max = pool['replicas'] } = (pool['autoscaling'] ?? {}) as { readonly max?: number };
  return data * Number(max);
}

/** Whether boards of the pool may be slowed down. */
function hasClock({ role, engine, serves }: Draft['pools'][number]): boolean {
  const isPlain = engine['speculation'] === undefined && engine['kvCache'] !== false;
  return role !== 'encode' && isPlain && (serves as readonly unknown[]).length === 1;
}

/** Pools share one budget: all of those that can, or the first two. */
export const budgeted =
  (isOfAll: boolean, { wattsPerBoard, ...governor }: Patch): Twist =>
  (draft) => {
    const pools = draft.pools.filter(hasClock).slice(0, isOfAll ? undefined : 2);
    if (pools.length === 0) return draft;
    const boards = pools.reduce((all, pool) => all + boardsOf(pool), 0);
    const budget = Number(wattsPerBoard) * boards;
    const names = pools.map(({ name }) => name);
    return { ...draft, budgets: [{ name: 'row', pools: names, budget, ...governor }] };
  };

/** Holds the replicas of each pool to a budget. */
export const governed =
  ({ wattsPerBoard, ...governor }: Patch): Twist =>
  (draft) => ({
    ...draft,
    pools: draft.pools.map((pool) => {
      if (pool['role'] === 'encode') return pool;
      const budget = Number(wattsPerBoard) * boardsOf(pool);
      return { ...pool, power: { ...(pool['power'] as Patch), governor: { ...governor, budget } } };
    }),
  });
