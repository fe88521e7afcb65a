import type { PercentileBlock } from '../summary/percentiles.ts';
import { withMargin } from './numbers.ts';

/** The mean, with its margin where there is one, and the percentiles of a block, as cells of a table. */
export function percentiles(
  block: PercentileBlock,
  show: (value: number | null) => string,
): string[] {
  const { mean, ci, p50, p90, p95, p99, p999, max } = block;
  const shown = mean === null || ci.mean === null ? show(mean) : withMargin(mean, ci.mean, show);
  return [shown, ...[p50, p90, p95, p99, p999, max].map(show)];
}
