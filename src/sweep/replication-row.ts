import { metricColumns } from '../record/tables/metrics.ts';
import type { ReplicationResult } from '../summary/best-points.ts';
import { shownMetrics } from '../summary/metric-traits.ts';
import { createMetricReader } from '../summary/metric-values.ts';
import type { RunStatus } from '../summary/run-summary.ts';
import type { Part } from './part.ts';

/** A replication as its row of sweep.arrow shows it. */
export interface ReplicationRow {
  readonly status: RunStatus;
  readonly stoppedEarly: boolean;
  /** In the order of metricColumns; NaN where there is none. */
  readonly metrics: Float64Array;
}

/** Makes rows of parts of a sweep with these workloads. */
export function createRowReader(
  workloads: readonly string[],
): (part: Omit<Part, 'tables'>) => ReplicationRow {
  const read = createMetricReader(workloads);
  return ({ summary, stoppedEarly }) => {
    return { status: summary.status, stoppedEarly, metrics: Float64Array.from(read(summary)) };
  };
}

/** Makes what is shown of a replication from its row, which is null where it failed. */
export function createResultReader(
  workloads: readonly string[],
): (row: ReplicationRow | null) => ReplicationResult {
  const columns = metricColumns(workloads).map(({ name }) => name);
  const shown = shownMetrics.map(({ name }) => columns.indexOf(name));
  return (row) => {
    const metrics = shown.map((column) => row?.metrics[column] ?? Number.NaN);
    if (row === null) return { status: 'failed', metrics };
    return { status: row.status === 'overloaded' ? 'overloaded' : 'completed', metrics };
  };
}
