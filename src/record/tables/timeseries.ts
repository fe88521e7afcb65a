import { dictionary, float64, int32, seconds, type TableSpec } from '../table.ts';

/** One row per (interval of simulated time, pool). */
export const timeseriesTable = {
  name: 'timeseries',
  description: 'One pool over one interval of simulated time, in order of (interval, pool).',
  columns: [
    seconds('start_seconds', 'Start of the interval, since the start of the run.'),
    seconds('end_seconds', 'End of the interval.'),
    dictionary('pool', 'Name of the pool.'),
    int32(
      'arrivals',
      'What came to replicas of the pool in the interval: a request counts once for every call of its strategy, every copy that a client or a roll-out makes of it, and for prefill and for decode where pools have roles; those that no replica took count with the first pool of their model.',
    ),
    int32(
      'completions',
      'What its replicas completed in the interval, counted likewise: calls, copies and phases (a prompt computed, or images encoded, for another pool), each for itself.',
    ),
    int32(
      'queue',
      'Of these, those that wait at the end of the interval, or are still in the API.',
    ),
    int32('batch', 'Sequences in the running batches at the end of the interval.'),
    float64('kv_cache', 'Share of the KV blocks in use at the end of the interval, 0 to 1.'),
    float64('busy', "Share of the interval in which the pool's replicas ran steps, 0 to 1."),
    float64('power_watts', 'Average power of all accelerators of the pool over the interval.', {
      unit: 'W',
    }),
    int32('replicas_up', 'Replicas in service at the end of the interval.'),
    float64(
      'rental_usd',
      'What the accelerators of the pool were billed in the interval; 0 where nobody rents them.',
      { unit: 'USD' },
    ),
    int32(
      'replicas_pending',
      'Replicas that wait for a place in the cluster at the end of the interval; 0 without one.',
    ),
  ],
} as const satisfies TableSpec;
