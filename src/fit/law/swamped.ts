import type { SweptFigures } from '../../summary/sweep-comparison.ts';
import { leastInWindow, windowShare } from '../../summary/window-share.ts';

/**
 * Points of a sweep with a replication that completed so little while it was measured that its joules, money and grams
 * per request and per token are too low ({@link leastInWindow}): no law of these holds them.
 */
export function swampedPoints({
  points,
  columns,
}: Pick<SweptFigures, 'points' | 'columns'>): ReadonlySet<number> {
  const at = (name: string, row: number) => columns.get(name)?.[row] ?? Number.NaN;
  const isSwamped = (row: number) =>
    windowShare({
      requestsPerSecond: at('requests_per_second', row),
      joulesPerRequest: at('joules_per_request', row),
      averageWatts: at('accelerator_average_watts', row),
    }) < leastInWindow;
  return new Set([...points.keys()].filter((point) => points[point]?.rows.some(isSwamped)));
}

/** Whether a column divides joules, money or grams of the window by what completed. */
function isOfWindow(column: string): boolean {
  return /^(?:joules|usd|grams)_per_/.test(column);
}

/** The points that laws of a column hold. */
export function pointsToldOf(
  column: string,
  sweep: Pick<SweptFigures, 'points' | 'columns'>,
  points: readonly number[],
): readonly number[] {
  if (!isOfWindow(column)) return points;
  const swamped = swampedPoints(sweep);
  return points.filter((point) => !swamped.has(point));
}
