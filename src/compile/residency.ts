import type { MemoryFit } from '../physics/memory.ts';
import type { Pool } from '../scenario/scenario.ts';

/** How many models a replica holds at a time. */
export interface CompiledResidency {
  readonly models: number;
  readonly staySeconds: number;
  /** Of one model's engine: what bringing its weights to the chips takes. */
  readonly loadSeconds: number;
}

/** Models that come and go: each chip reads its share of the weights over its own link, all at the same time. */
export function compileResidency(
  { residency }: Pool,
  fit: MemoryFit,
): { readonly residency?: CompiledResidency } {
  if (residency === undefined) return {};
  const { models, staySeconds, bytesPerSecond } = residency;
  return { residency: { models, staySeconds, loadSeconds: fit.weightBytes / bytesPerSecond } };
}
