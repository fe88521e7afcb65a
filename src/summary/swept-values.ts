import { isLatency } from './metric-traits.ts';
import type { Replications } from './sensitivity/noise.ts';
import type { SweptFigures, SweptPoint } from './sweep-comparison.ts';

/** A metric at every point of a sweep. */
export interface SweptValues {
  /** By point; NaN of replications that failed, were cut off, or are of an overloaded point whose latency this is. */
  readonly replications: readonly Replications[];
  /** Points that are left out for their overload. */
  readonly isCut: readonly boolean[];
}

/** What the replications of each point have of a metric; null where no point has it. */
export function replicationsOf(sweep: SweptFigures, metric: string): SweptValues | null {
  const column = sweep.columns.get(metric);
  if (column === undefined || column.every(Number.isNaN)) return null;
  const isCut = sweep.points.map((point) => isLatency(metric) && isOverloaded(sweep, point));
  const replications = sweep.points.map(({ rows }, point) =>
    rows.map((row) =>
      isCut[point] === true || isLostRow(sweep, row) ? Number.NaN : (column[row] ?? Number.NaN),
    ),
  );
  return { replications, isCut };
}

function isOverloaded({ statuses }: SweptFigures, { rows }: SweptPoint): boolean {
  return rows.some((row) => statuses[row] === 'overloaded');
}

/** Whether a replication was cut off before its end, or never ran. */
export function isLostRow({ statuses }: SweptFigures, row: number): boolean {
  return statuses[row] === 'interrupted' || statuses[row] === 'failed';
}
