import { type ColumnSpec, int32, type TableSpec } from '../table.ts';
import { metricColumns, statusColumn } from './metrics.ts';

/** One row per replication, every metric of `--json` a column, of a scenario with these workloads. */
export function replicationsTableOf(workloads: readonly string[]) {
  const columns: readonly ColumnSpec[] = [
    int32('replication', 'Index of the replication, from 0.'),
    statusColumn,
    ...metricColumns(workloads),
  ];
  return {
    name: 'replications',
    description:
      'One replication (a run without `--replications` is one), with every metric of `--json` but wall times. A scenario with more than one workload has the columns from `ttft_mean_seconds` to `escaped_error_rate` once more for each workload, in order of name, behind a prefix: the name in snake_case (accents dropped, capitals small, every run of other characters one `_`, `workload_` before a digit), with a number from 2 where columns would otherwise share a name.',
    columns,
  } as const satisfies TableSpec;
}

/** The table of a scenario with one workload. */
export const replicationsTable = replicationsTableOf([]);
