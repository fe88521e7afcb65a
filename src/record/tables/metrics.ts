import { type ColumnSpec, dictionary } from '../table.ts';
import { classFigures, metric, runFigures } from './metric-figures.ts';
import { workloadPrefixes } from './workload-prefixes.ts';

/** What a replication can have come to; the codes of the `status` column. */
export const replicationStatuses = ['completed', 'overloaded', 'failed', 'interrupted'] as const;
export type ReplicationStatus = (typeof replicationStatuses)[number];

/** Stands before the metrics wherever a row is one replication. */
export const statusColumn = dictionary(
  'status',
  'What the replication came to: completed, overloaded, failed (it could not be run; every metric is null) or interrupted (the metrics cover the run up to that instant).',
);

/** Statistics of a distribution, in the order of their columns. */
export const blockStatistics = ['mean', 'p50', 'p90', 'p95', 'p99', 'p999', 'max'] as const;
type BlockStatistic = (typeof blockStatistics)[number];

/** Statistics that have a 95 % interval. */
export const intervalStatistics = ['mean', 'p50', 'p90', 'p95', 'p99', 'p999'] as const;

interface Unit {
  readonly symbol: string | null;
  /** Last part of a column's name. */
  readonly word: string;
}

const inSeconds = { symbol: 's', word: 'seconds' } as const satisfies Unit;

/** Distributions over measured completed requests, by the name that their count has. */
export const metricBlocks = {
  ttft: {
    stem: 'ttft',
    unit: inSeconds,
    of: 'time to first token (arrival to the first token of the delivered answer)',
  },
  tpot: {
    stem: 'tpot',
    unit: inSeconds,
    of: 'time per output token ((last token − first token) ÷ (output tokens − 1), requests of one token left out)',
  },
  itl: {
    stem: 'itl',
    unit: inSeconds,
    of: 'gap between consecutive tokens of a sequence, those that one step makes counted as one',
  },
  e2e: { stem: 'e2e', unit: inSeconds, of: 'end-to-end latency (last token − arrival)' },
  queue: {
    stem: 'queue',
    unit: inSeconds,
    of: 'waiting time (first scheduled − arrival, after the host stages)',
  },
  request_usd: {
    stem: 'request',
    unit: { symbol: 'USD', word: 'usd' },
    of: 'cost of a request (its joules × what its model cost ÷ the joules of all steps)',
  },
  request_joules: {
    stem: 'request',
    unit: { symbol: 'J', word: 'joules' },
    of: 'accelerator energy attributed to a request (without idle_factor)',
  },
  request_tokens: {
    stem: 'request',
    unit: { symbol: null, word: 'tokens' },
    of: 'prompt and output tokens of a request',
  },
} as const satisfies Record<string, { stem: string; unit: Unit; of: string }>;
export type MetricBlock = keyof typeof metricBlocks;

/** Name of a statistic's column, as in `ttft_p99_seconds`. */
export function statisticColumn(block: MetricBlock, statistic: BlockStatistic): string {
  const { stem, unit } = metricBlocks[block];
  return `${stem}_${statistic}_${unit.word}`;
}

/** Name of the column of an interval's end, as in `ttft_p99_ci_low_seconds`. */
export function intervalColumn(
  block: MetricBlock,
  statistic: (typeof intervalStatistics)[number],
  end: 'low' | 'high',
): string {
  const { stem, unit } = metricBlocks[block];
  return `${stem}_${statistic}_ci_${end}_${unit.word}`;
}

/** Name of the column that counts a distribution's samples, as in `ttft_count`. */
export function countColumn(block: MetricBlock): string {
  return `${block}_count`;
}

const statisticTexts: Readonly<Record<BlockStatistic, string>> = {
  mean: 'Mean',
  p50: 'Median',
  p90: 'The 90th percentile',
  p95: 'The 95th percentile',
  p99: 'The 99th percentile',
  p999: 'The 99.9th percentile',
  max: 'Maximum',
};

function blockColumns(block: MetricBlock): readonly ColumnSpec[] {
  const { unit, of } = metricBlocks[block];
  const symbol = unit.symbol ?? undefined;
  const figures = blockStatistics.map((statistic) =>
    metric(
      statisticColumn(block, statistic),
      `${statisticTexts[statistic]} of the ${of}, over measured completed requests; null without any.`,
      symbol,
    ),
  );
  const ends = intervalStatistics.flatMap((statistic) =>
    (['low', 'high'] as const).map((end) =>
      metric(
        intervalColumn(block, statistic, end),
        `${end === 'low' ? 'Lower' : 'Upper'} end of the 95 % interval of ${statisticColumn(block, statistic)}, from batches within the run; null where the samples are too few.`,
        symbol,
      ),
    ),
  );
  const count = metric(countColumn(block), `Samples behind the figures of the ${of}.`);
  return [...figures, ...ends, count];
}

const blockNames = Object.keys(metricBlocks) as MetricBlock[];

/** What the whole run has and each workload too. */
const classColumns: readonly ColumnSpec[] = [...blockNames.flatMap(blockColumns), ...classFigures];

/**
 * Every metric of `run --json` as a column: those of the whole run and, of more than one workload, the class blocks of
 * each again, under its prefix ({@link workloadPrefixes}). All are null where the figure was not computed. No wall
 * times, so that equal runs are equal rows.
 */
export function metricColumns(workloads: readonly string[]): readonly ColumnSpec[] {
  const whole = [...classColumns, ...runFigures];
  if (workloads.length < 2) return whole;
  const prefixes = metricPrefixes(workloads);
  const perWorkload = workloads.flatMap((workload, index) =>
    classColumns.map((column) => ({
      ...column,
      name: `${prefixes[index]}${column.name}`,
      description: `Workload ${JSON.stringify(workload)}: ${column.description}`,
    })),
  );
  return [...whole, ...perWorkload];
}

/** Prefix of each workload's columns, in their order. */
export function metricPrefixes(workloads: readonly string[]): readonly string[] {
  const taken = [...classColumns, ...runFigures].map(({ name }) => name);
  const repeated = classColumns.map(({ name }) => name);
  return workloadPrefixes(workloads, repeated, ['replication', 'status', 'point', ...taken]);
}
