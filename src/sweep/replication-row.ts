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
