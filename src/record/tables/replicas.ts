import { dictionary, float64, int32, joules, seconds, type TableSpec } from '../table.ts';

/** One row per replica, totals over the whole run. */
export const replicasTable = {
  name: 'replicas',
  description: 'One replica over the whole run, warm-up and drain included.',
  columns: [
    int32('replica', 'Index over all pools, from 0.'),
    dictionary('pool', 'Name of its pool.'),
    int32('index_in_pool', 'Position in its pool, from 0.'),
    int32('accelerators', 'Accelerators of the replica.'),
    int32(
      'kv_blocks',
      'Blocks of its KV cache; of several models, as many as the first would have.',
    ),
    seconds('busy_seconds', 'Time in which it ran steps.'),
    float64('steps', 'Engine steps that it ran.'),
    int32(
      'requests',
      'Requests that ended on it: calls of strategies, copies, and prefill and decode where pools have roles, each for itself.',
    ),
    int32('preemptions', 'Sequences that it evicted from the running batch.'),
    joules('prefill_joules', 'Accelerator energy owned by prompt tokens.'),
    joules('decode_joules', 'Accelerator energy owned by output tokens.'),
    joules('idle_joules', 'Accelerator energy between steps, owned by no request.'),
    float64(
      'peak_watts',
      'Highest average power of a step, over all accelerators of the replica.',
      { unit: 'W' },
    ),
    float64('output_tokens', 'Tokens that it made.'),
    float64(
      'queried_tokens',
      'With a prefix cache: tokens of the prompts that it scheduled for the first time.',
    ),
    float64('cached_tokens', 'Of these, the tokens that the prefix cache had.'),
    float64('rental_usd', 'What its accelerators were billed; 0 where nobody rents them.', {
      unit: 'USD',
    }),
    float64(
      'swapped_tokens',
      'With preemption swap: cached tokens of preempted sequences that it copied to host memory; as many come back, but for those whose clients leave.',
    ),
    float64('host_tokens', 'Of the cached tokens, those that were read from host memory.'),
    float64('nvme_tokens', 'Of the cached tokens, those that were read from drives of the node.'),
    float64('remote_tokens', 'Of the cached tokens, those that were read over the network.'),
  ],
} as const satisfies TableSpec;
