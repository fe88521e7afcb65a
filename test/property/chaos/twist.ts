import fc from 'fast-check';
import type { Draft } from '../random-scenario.ts';

/** Adds one feature to a scenario. */
export type Twist = (draft: Draft) => Draft;

export const seconds = (min: number, max: number) => fc.double({ min, max, noNaN: true });

export type Patch = Readonly<Record<string, unknown>>;

export const onEngines =
  (patch: Patch): Twist =>
  (draft) => ({
    ...draft,
    pools: draft.pools.map((pool) => ({ ...pool, engine: { ...pool.engine, ...patch } })),
  });

/** The engines without some of their keys. */
export const without =
  (...keys: readonly string[]): Twist =>
  (draft) => ({
    ...draft,
    pools: draft.pools.map((pool) => {
      const engine = Object.entries(pool.engine).filter(([key]) => !keys.includes(key));
      return { ...pool, engine: Object.fromEntries(engine) };
    }),
  });

export const onPools =
  (patch: Patch): Twist =>
  (draft) => ({ ...draft, pools: draft.pools.map((pool) => ({ ...pool, ...patch })) });

export const onWorkloads =
  (patch: Patch): Twist =>
  (draft) => ({
    ...draft,
    workloads: draft.workloads.map((workload) => ({ ...workload, ...patch })),
  });
