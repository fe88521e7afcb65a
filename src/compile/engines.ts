import type { CompiledPool } from './compiled.ts';

/** The engines of a pool's replicas: one for each model that they hold. */
export function enginesOf(pool: CompiledPool): readonly CompiledPool[] {
  return pool.engines ?? [pool];
}
