import { bool, type ColumnSpec, dictionary, int32, type TableSpec } from '../table.ts';
import { metricColumns, statusColumn } from './metrics.ts';

/** An axis of a sweep as its table shows it. */
export interface SweptAxis {
  readonly path: string;
  readonly type: 'float64' | 'dictionary';
  readonly unit: string | null;
}

function axisColumn({ path, type, unit }: SweptAxis): ColumnSpec {
  const description = `What the point has at ${path} of the scenario${type === 'float64' ? '' : ', as it was written'}; null where it leaves the scenario's own value and the scenario does not state it.`;
  return { name: path, type, unit, description, nullable: true, axis: path };
}

/** One row per point and replication of a sweep over these axes, of a scenario with these workloads. */
export function sweepTableOf(axes: readonly SweptAxis[], workloads: readonly string[]) {
  const columns: readonly ColumnSpec[] = [
    int32('point', 'Number of the point in the order of the design, from 0.'),
    dictionary('point_id', 'What the point computes: the name of its folder under `points/`.'),
    ...axes.map(axisColumn),
    int32('replication', 'Index of the replication, from 0.'),
    statusColumn,
    bool(
      'stopped_early',
      'Whether the run was stopped before its end because its backlog could only grow: then its latencies would have gone on growing, too.',
    ),
    ...metricColumns(workloads),
  ];
  return {
    name: 'sweep',
    description:
      'One point and replication of a sweep, in the order of the design: every axis is a column (named by its path in the scenario, which stands in the field metadata `axis` too), every metric of `--json` is one (as in `replications.arrow`), and wall times are none, so that equal sweeps are equal bytes.',
    columns,
  } as const satisfies TableSpec;
}

/** The table without its axes, of a scenario with one workload. */
export const sweepTable = sweepTableOf([], []);
