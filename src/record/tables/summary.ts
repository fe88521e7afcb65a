import { dictionary, float64, int32, type TableSpec } from '../table.ts';

/** One row per (workload or all, metric, statistic). */
export const summaryTable = {
  name: 'summary',
  description: 'One figure of the run: (workload or all, metric, statistic).',
  columns: [
    dictionary(
      'scope',
      'Name of the workload, or `all`; of one of several sites, `site` and its name.',
    ),
    dictionary(
      'metric',
      'What is measured: ttft, tpot, itl, e2e, queue, requests_per_second and so on.',
    ),
    dictionary(
      'statistic',
      'Which one of a distribution: mean, p50, p90, p95, p99, p999, max; `value` for a single figure.',
    ),
    float64('value', 'The figure, in `unit`; null where it is not computed.', { nullable: true }),
    dictionary('unit', 'SI unit of value and interval; null for a count or a share.', {
      nullable: true,
    }),
    float64('ci_low', 'Lower end of the 95 % confidence interval; null where there is none.', {
      nullable: true,
    }),
    float64('ci_high', 'Upper end of the 95 % confidence interval; null where there is none.', {
      nullable: true,
    }),
    float64(
      'count',
      'Samples behind the figure; null for a figure that is not a statistic of samples.',
      {
        nullable: true,
      },
    ),
    int32('replications', 'Replications behind the figure.'),
  ],
} as const satisfies TableSpec;
