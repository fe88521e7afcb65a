import type { ModelShape } from '../physics/data-sheets.ts';
import { isOneShot } from '../physics/kinds/one-shot-shape.ts';
import { modelParameters } from '../physics/model-parameters.ts';
import { fitOf } from '../scenario/resolve/pool-memory.ts';
import type { Pool, ServedModel } from '../scenario/scenario.ts';

/** Adapters that a replica holds at a time. */
export interface CompiledAdapters {
  readonly slots: number;
  /** What one takes on a chip, of the stage with most of it. */
  readonly chipBytes: number;
  /** Each chip reads its part over its own link, all at the same time. */
  readonly loadSeconds: number;
  /** Present where host memory holds so many, and how long a replica reads another one from storage into it. */
  readonly host?: { readonly slots: number; readonly readSeconds: number };
}

/** What one adapter of a pool with several takes, and how long it takes to load. */
export function compileAdapters(
  pool: Pool,
  { shape }: ServedModel,
): { readonly adapters?: CompiledAdapters } {
  if (pool.adapters === undefined || isOneShot(shape) || shape.adapter === undefined) return {};
  const { adapter } = shape;
  const { slots, bytesPerSecond, host } = pool.adapters;
  const withHeld = (held: number) =>
    fitOf({ ...pool, shape: { ...shape, adapter: { ...adapter, held } } }, pool.parallelism);
  const chipBytes = withHeld(2).weightBytes - withHeld(1).weightBytes;
  const loadSeconds = chipBytes / bytesPerSecond;
  if (host === undefined) return { adapters: { slots, chipBytes, loadSeconds } };
  const readSeconds = fileBytes(shape) / host.storageBytesPerSecond;
  return { adapters: { slots, chipBytes, loadSeconds, host: { slots: host.slots, readSeconds } } };
}

/** All of one adapter, in 16 bits: its workers read the same file once, from the drive, and each cuts its part out of it. */
function fileBytes({ adapter, ...base }: ModelShape): number {
  if (adapter === undefined) return 0;
  return 2 * (modelParameters({ ...base, adapter }).total - modelParameters(base).total);
}
