import { block } from './blocks.ts';
import { count } from './scalars.ts';

/** Adapters of a model's `lora` variant that the replicas of a pool hold: each tenant of a workload has one of its own. */
export const adaptersSchema = block({
  // vLLM's max_loras
  slots: count(
    { min: 1, max: 100_000 },
    'adapters that lie on the chips at a time, and that the sequences of a batch need between them; the others wait in host memory',
  ).prefault(1),
});
