import { isOneShot } from '../physics/kinds/one-shot-shape.ts';
import { fitOf } from '../scenario/resolve/pool-memory.ts';
import type { Pool, ServedModel } from '../scenario/scenario.ts';

/** Adapters that a replica holds at a time. */
export interface CompiledAdapters {
  readonly slots: number;
  /** What one takes on a chip, of the stage with most of it. */
  readonly chipBytes: number;
  /** Each chip reads its part over its own link, all at the same time. */
  readonly loadSeconds: number;
}

/** What one adapter of a pool with several takes, and how long it takes to load. */
export function compileAdapters(
  pool: Pool,
  { shape }: ServedModel,
): { readonly adapters?: CompiledAdapters } {
  if (pool.adapters === undefined || isOneShot(shape) || shape.adapter === undefined) return {};
  const { adapter } = shape;
  const { slots, bytesPerSecond } = pool.adapters;
  const withHeld = (held: number) =>
    fitOf({ ...pool, shape: { ...shape, adapter: { ...adapter, held } } }, pool.parallelism);
  const chipBytes = withHeld(2).weightBytes - withHeld(1).weightBytes;
  return { adapters: { slots, chipBytes, loadSeconds: chipBytes / bytesPerSecond } };
}
