import fc from 'fast-check';
import type { Draft } from '../random-scenario.ts';
import type { Twist } from './twist.ts';

type Pool = Draft['pools'][number];

const SEES = 'qwen2.5-vl-7b';
/** Of an engine: what no replica does beside images, or beside their encoders. */
const BESIDE = ['stepTime', 'prefixCache', 'kvTiers', 'onboardThreshold', 'speculation', 'kvCache'];

/** Images of 16 to 48 tokens, which the replicas that answer encode, or a pool of their own where that can be. */
export const anyImages: fc.Arbitrary<Twist> = fc
  .record({
    perRequest: fc.constantFrom<unknown>(1, { distribution: 'uniform', min: 1, max: 3 }),
    width: fc.integer({ min: 112, max: 336 }),
    encoders: fc.option(fc.integer({ min: 1, max: 2 }), { freq: 2 }),
    batch: fc.integer({ min: 150, max: 600 }),
  })
  .map(({ perRequest, width, encoders, batch }) => (draft) => {
    const [first] = draft.workloads;
    const { model } = first as { readonly model?: unknown };
    const serves = (pool: Pool) => (pool['serves'] as readonly unknown[]).includes(model);
    const images = { perRequest, width, height: 112 };
    const pools = draft.pools.map((pool) => (serves(pool) ? seeing(pool, batch) : pool));
    const [server] = pools.filter(({ serves: models }) => (models as unknown[])[0] === SEES);
    const { accelerator, billing } = server!;
    const engine = { maxSequences: 4, maxBatchedTokens: batch };
    const apart = { role: 'encode', accelerator, serves: [SEES], replicas: encoders, engine };
    const isApart = encoders !== null && canBeApart(draft);
    return {
      ...(isApart && { fabric: { scaleOut: 'ethernet-100' } }),
      ...draft,
      workloads: draft.workloads.map((each) =>
        each['model'] === model ? { ...each, model: SEES, images, prefix: 'none' } : each,
      ),
      pools: isApart
        ? [...pools, { ...apart, name: 'encoders', ...(billing !== undefined && { billing }) }]
        : pools,
    };
  });

/** What is refused beside a pool that encodes is not there. */
function canBeApart({ workloads, pools, failures, fabric }: Draft): boolean {
  const scales = pools.some(({ autoscaling }) => autoscaling !== undefined);
  const { topology } = (fabric ?? {}) as { readonly topology?: string };
  const hedges = workloads.some(({ hedge = 'none' }) => hedge !== 'none');
  const hasHost = pools.some(({ host }) => host !== undefined);
  const canFail = failures === undefined || !scales;
  return topology === undefined && canFail && !hedges && !hasHost;
}

/** The pool with a model that sees, and an engine that can encode. */
function seeing(pool: Pool, maxBatchedTokens: number): Pool {
  const engine = Object.entries(pool.engine).filter(
    ([key, value]) => !BESIDE.includes(key) && value !== 'longest-prefix-match',
  );
  return {
    ...pool,
    serves: [SEES],
    parallelism: { data: 1 },
    engine: { ...Object.fromEntries(engine), maxBatchedTokens },
  };
}
