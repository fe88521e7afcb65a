import { block } from './blocks.ts';
import { count, quantity } from './scalars.ts';

/** Adapters of a model's `lora` variant that the replicas of a pool hold: each tenant of a workload has one of its own. */
export const adaptersSchema = block({
  // vLLM's max_loras
  slots: count(
    { min: 1, max: 100_000 },
    'adapters that lie on the chips at a time, and that the sequences of a batch need between them; the others wait in host memory, or in storage',
  ).prefault(1),
  // vLLM's max_cpu_loras
  hostSlots: count(
    { min: 1, max: 1_000_000 },
    'adapters that lie in the host memory of a replica at a time, those on its chips included; the others are read from storage. Left out: all lie in host memory',
  ).optional(),
  storageBandwidth: quantity(
    'bandwidth',
    { above: 0 },
    'at which one replica reads adapters from storage; only beside hostSlots',
  ).optional(),
});
