import { field, type RequestTable, STRIDE } from '../request-table.ts';
import type { PoolContext } from './pool-context.ts';
import type { WaitingLine } from './waiting-line.ts';

/**
 * When an idle replica may start its next batch: at once (−Infinity) without dynamic batching, with a full batch (of requests, or
 * of their items) or with nobody there, else when the first in line has waited for the batch's delay since it came.
 */
export function earliestStart(
  { batchDelaySeconds, maxSequences, maxBatchedTokens }: PoolContext,
  line: WaitingLine,
  table: RequestTable,
): number {
  if (batchDelaySeconds === 0 || line.size === 0 || line.size >= maxSequences) return -Infinity;
  if (line.tokens >= maxBatchedTokens) return -Infinity;
  return table.rows[line.head * STRIDE + field.arrival]! + batchDelaySeconds;
}
