import fc from 'fast-check';
import type { Draft } from '../random-scenario.ts';
import { onWorkloads, type Patch, seconds, type Twist, without } from './twist.ts';

const HOURS = 24;
const REGIONS = ['coast', 'hills'] as const;

const anyWays = fc.record({ coast: seconds(0, 0.1), hills: seconds(0, 0.1) });
const anyGrid = fc.array(fc.integer({ min: 0, max: 300 }), { minLength: HOURS, maxLength: HOURS });

/** Two sites on grids of their own, each with a pool or two, and ways to them from two regions. */
export const anySites: fc.Arbitrary<Twist> = fc
  .record({
    policy: fc.constantFrom('nearest', 'carbon-aware', 'price-aware'),
    signalInterval: fc.constantFrom(0, 0.05),
    fullAt: fc.integer({ min: 1, max: 8 }),
    reach: seconds(0, 1),
    ways: fc.tuple(anyWays, anyWays),
    grids: fc.tuple(anyGrid, anyGrid),
    startsAt: seconds(0, 80_000),
  })
  .map(({ ways, grids, startsAt, fullAt, reach, ...routing }) => (draft) => {
    const names = draft.pools.map(({ name }) => name);
    // the first and the last serve one model, where there are three
    const places = [names.slice(0, -1), names.slice(-1)];
    return {
      ...draft,
      workloads: draft.workloads.map((each, i) => ({ ...each, region: REGIONS[i % 2] })),
      facility: { ...(draft['facility'] as Patch | undefined) },
      sites: places.map((pools, i) => ({
        name: `site-${i}`,
        pools,
        latency: regional(ways[i]!, draft),
        facility: {
          startsAt: startsAt + 3600 * i,
          electricity: { grid: grids[i]!, price: grids[i]!.map((grams) => grams / 1000) },
        },
      })),
      routing: { ...routing, sites: { fullAt, reach } },
    };
  });

/** The ways from where somebody is. */
function regional(ways: { readonly coast: number; readonly hills: number }, draft: Draft): Patch {
  return draft.workloads.length > 1 ? ways : { coast: ways.coast };
}

/** Both models in processes of their own on every chip, by turns or side by side. */
export const anyProcesses: fc.Arbitrary<Twist> = fc
  .record({
    kvBlocks: fc.integer({ min: 16, max: 60 }),
    sharing: fc.oneof(
      fc.record({
        kind: fc.constant('time-slicing'),
        slice: seconds(0.0005, 0.02),
        switchTime: fc.oneof(fc.constant(0), seconds(0, 0.001)),
      }),
      fc.constant({ kind: 'mps' }),
    ),
  })
  .map(({ kvBlocks, sharing }) => (draft) => {
    const serves = [...new Set(draft.pools.flatMap((pool) => pool['serves'] as string[]))];
    const fitting = sharing.kind === 'mps' ? without('stepTime')(draft) : draft;
    return {
      ...fitting,
      pools: fitting.pools.map((pool) => ({
        ...pool,
        ...{ serves, sharing, engine: { ...pool.engine, kvBlocks } },
      })),
    };
  });

/** Problems of which the easy ones go to the first model, whatever was asked for. */
export const anyDifficulty: fc.Arbitrary<Twist> = fc
  .record({
    threshold: seconds(0, 1),
    routerError: fc.constantFrom(0, 0.8, 'blind'),
    signalInterval: fc.constantFrom(0, 0.05),
    passAt1: fc.tuple(seconds(0.05, 0.95), seconds(0.05, 0.95)),
  })
  .map(({ threshold, passAt1, ...routing }) => (draft) => {
    const models = [...new Set(draft.pools.flatMap((pool) => pool['serves'] as string[]))];
    const abilities = models.map((model, i) => ({ model, passAt1: passAt1[i % 2] }));
    return {
      ...onWorkloads({ task: { abilities } })(draft),
      routing: { policy: 'difficulty-aware', models, thresholds: [threshold], ...routing },
    };
  });

/** A camera that gets answers of smaller models, or of fewer frames, when its deadline is near. */
export const anyLadder: fc.Arbitrary<Twist> = fc
  .record({
    period: seconds(0.005, 0.04),
    deadline: seconds(0.004, 0.04),
    near: fc.option(seconds(0, 0.002), { nil: undefined }),
    quiet: seconds(0.05, 1),
    every: fc.integer({ min: 2, max: 3 }),
    replicas: fc.integer({ min: 1, max: 2 }),
    maxSequences: fc.integer({ min: 1, max: 4 }),
  })
  .map(({ period, deadline, near, quiet, every, replicas, maxSequences }) => (draft) => ({
    ...draft,
    workloads: [
      ...draft.workloads,
      {
        ...{ name: 'camera', kind: 'detect', model: 'retinanet' },
        arrivals: { process: 'periodic', period, sources: 2 },
        slo: {
          ...{ deadline, onMiss: 'degrade' },
          ladder: {
            ...{ near, quiet },
            rungs: [{ model: 'detr-resnet-50' }, { model: 'detr-resnet-50', every }],
          },
        },
      },
    ],
    pools: [
      ...draft.pools,
      {
        ...{ name: 'car', accelerator: 'l4', replicas, serves: ['retinanet'] },
        engine: { profile: 'tensorrt', batching: 'dynamic', maxSequences, batchDelay: 0 },
        // all of a fleet are rented, or none
        billing: draft.pools[0]!['billing'],
      },
    ],
  }));

/** What users of every workload pay. */
export const anyPrices: fc.Arbitrary<Twist> = fc
  .record({
    input: seconds(0, 5),
    output: seconds(0, 50),
    reasoning: fc.option(seconds(0, 50), { nil: undefined }),
    request: seconds(0, 0.01),
  })
  .map(({ request, ...ofTokens }) => (draft) => ({
    ...draft,
    prices: draft.workloads.map(({ name, kind }) => ({
      ...{ tier: name, request },
      ...(kind === undefined && perMillion(ofTokens)),
    })),
  }));

function perMillion(prices: Readonly<Record<string, number | undefined>>): Patch {
  const stated = Object.entries(prices).filter(([, usd]) => usd !== undefined);
  return Object.fromEntries(stated.map(([key, usd]) => [key, `${usd} USD/M`]));
}
