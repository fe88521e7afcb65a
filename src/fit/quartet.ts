import { mean, quantileSorted } from 'simple-statistics';

/** What latencies are summarised by. Percentiles are type 7. */
export interface Quartet {
  readonly n: number;
  readonly mean: number;
  readonly p50: number;
  readonly p90: number;
  readonly p99: number;
}

/** Of at least one value. */
export function quartet(values: readonly number[]): Quartet {
  const sorted = [...values].sort((a, b) => a - b);
  const at = (share: number) => quantileSorted(sorted, share);
  return { n: sorted.length, mean: mean(sorted), p50: at(0.5), p90: at(0.9), p99: at(0.99) };
}
