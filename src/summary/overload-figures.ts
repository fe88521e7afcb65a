import type { SummaryInput } from './input.ts';
import { isOverloaded, sustainablePerSecond } from './overload.ts';
import type { Counts, Overload } from './run-summary.ts';

/**
 * What is served while the backlog grows; or, where that is more, over the whole run: a backlog that came in less time
 * than one request takes was not yet served while it grew.
 */
export function overloadOf(
  { totals }: SummaryInput,
  { offered, completed }: Counts,
): Overload | null {
  if (!isOverloaded(totals.backlog)) return null;
  const meanwhile = sustainablePerSecond(totals.backlog);
  const altogether = ratio(completed, totals.simulatedSeconds);
  return {
    offeredPerSecond: ratio(offered, totals.lastArrivalSeconds),
    sustainablePerSecond: meanwhile === null ? altogether : Math.max(meanwhile, altogether ?? 0),
  };
}

/** a ÷ b, or null where b is not positive. */
function ratio(a: number, b: number): number | null {
  return b > 0 ? a / b : null;
}
