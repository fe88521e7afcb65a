import { TIE_SECONDS } from '../../kernel/lanes.ts';
import { field, type RequestTable, STRIDE } from '../request-table.ts';
import type { PoolContext } from './pool-context.ts';
import type { WaitingLine } from './waiting-line.ts';

/** When an idle replica may start its next batch (−Infinity: at once), and of how many requests at most. */
export interface NextBatch {
  readonly start: number;
  readonly places: number;
}

/**
 * Dynamic batching, as Triton's: an idle replica starts with the largest preferred size that waits; with none of them it
 * lets the first in line wait for company until the batch is full (of requests, or of their items) or the first has
 * waited for the batch's delay since it came. Then all that wait are taken, whatever their number.
 */
export function nextBatch(
  { batchDelaySeconds, preferredSizes, maxSequences, maxBatchedTokens }: PoolContext,
  line: WaitingLine,
  table: RequestTable,
  now: number,
): NextBatch {
  const all = (start: number) => ({ start, places: maxSequences });
  const delays = batchDelaySeconds > 0;
  if (line.size === 0 || (!delays && preferredSizes.length === 0)) return all(-Infinity);
  const due = table.rows[line.head * STRIDE + field.arrival]! + batchDelaySeconds;
  if (delays && due <= now + TIE_SECONDS) return all(-Infinity);
  const preferred = preferredSizes.findLast((size) => size <= line.size);
  if (preferred !== undefined) return { start: -Infinity, places: preferred };
  const isFull = line.size >= maxSequences || line.tokens >= maxBatchedTokens;
  return all(!delays || isFull ? -Infinity : due);
}
