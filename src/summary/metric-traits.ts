import type { ColumnSpec } from '../record/table.ts';
import type { ClassFigure, RunFigure } from '../record/tables/metric-figures.ts';
import {
  blockStatistics,
  type MetricBlock,
  metricBlocks,
  metricColumns,
  statisticColumn,
} from '../record/tables/metrics.ts';
import type { FigureRange } from './replicated-mean.ts';

/** Which way a figure gets better; null where that depends on what is wanted. */
export type Better = 'lower' | 'higher' | null;

const betterBlock: Readonly<Record<MetricBlock, Better>> = {
  ttft: 'lower',
  tpot: 'lower',
  itl: 'lower',
  e2e: 'lower',
  queue: 'lower',
  request_usd: 'lower',
  request_joules: 'lower',
  request_tokens: null,
};

const betterFigure: Readonly<Record<ClassFigure | RunFigure, Better>> = {
  offered: null,
  measured: null,
  completed: 'higher',
  rejected: 'lower',
  shed: 'lower',
  expired: 'lower',
  cancelled: 'lower',
  failed: 'lower',
  in_flight: 'lower',
  requests_per_second: 'higher',
  prompt_tokens_per_second: 'higher',
  output_tokens_per_second: 'higher',
  output_tokens_per_second_per_accelerator: 'higher',
  slo_attainment: 'higher',
  goodput_requests_per_second: 'higher',
  joules_per_request: 'lower',
  joules_per_output_token: 'lower',
  usd_per_request: 'lower',
  usd_per_million_output_tokens: 'lower',
  price_usd_per_request: null,
  margin_usd_per_request: 'higher',
  break_even_reasoning_usd_per_million: 'lower',
  grams_per_request: 'lower',
  accuracy: 'higher',
  tokens_per_request: null,
  joules_per_correct_answer: 'lower',
  usd_per_correct_answer: 'lower',
  hallucination_rate: 'lower',
  escaped_error_rate: 'lower',
  questions: null,
  answered_share: 'higher',
  abandoned_share: 'lower',
  requests_per_question: 'lower',
  return_share: 'higher',
  deadline_margin_seconds: 'higher',
  deadline_missed_share: 'lower',
  idle_factor: 'lower',
  accelerator_joules: 'lower',
  it_joules: 'lower',
  facility_joules: 'lower',
  accelerator_average_watts: 'lower',
  pue: 'lower',
  busy: null,
  mfu: null,
  mbu: null,
  kv_cache: null,
  prefix_hit_rate: 'higher',
  average_batch: null,
  mean_replicas: 'lower',
  replica_seconds: 'lower',
  replica_starting_seconds: 'lower',
  cold_starts: 'lower',
  zero_replica_seconds: null,
  accelerator_seconds: 'lower',
  cluster_allocated: null,
  cluster_stranded: 'lower',
  replica_pending_seconds: 'lower',
  pending_starts: 'lower',
  evictions: 'lower',
  image_pulls: 'lower',
  availability: 'higher',
  interruptions: 'lower',
  recovery_seconds: 'lower',
  lost_requests: 'lower',
  lost_tokens: 'lower',
  lost_joules: 'lower',
  replayed_tokens: 'lower',
  hedged_share: 'lower',
  hedge_won_share: null,
  hedge_joules_share: 'lower',
  rollout_detect_seconds: 'lower',
  overload_offered_per_second: null,
  overload_sustainable_per_second: 'higher',
  simulated_seconds: null,
  events: null,
};

const betterByColumn: ReadonlyMap<string, Better> = new Map<string, Better>([
  ...Object.entries(betterFigure),
  ...(Object.keys(metricBlocks) as MetricBlock[]).flatMap((block) =>
    blockStatistics.map(
      (statistic) => [statisticColumn(block, statistic), betterBlock[block]] as const,
    ),
  ),
]);

const baseColumns: ReadonlyMap<string, ColumnSpec> = new Map(
  metricColumns([]).map((column) => [column.name, column]),
);

/** The metric that a column holds, of the run or of a workload (whose prefix is left out); null where it is none. */
export function metricOf(column: string): ColumnSpec | null {
  for (let at = 0; at >= 0; at = column.indexOf('_', at) + 1 || -1) {
    const metric = baseColumns.get(column.slice(at));
    if (metric !== undefined) return metric;
  }
  return null;
}

/** Which way a column gets better. */
export function betterOf(column: string): Better {
  return betterByColumn.get(metricOf(column)?.name ?? '') ?? null;
}

/** Whether a column is a figure that can be compared: no end of an interval, no count of samples, known to us. */
export function isComparable(column: string): boolean {
  const metric = metricOf(column);
  return metric !== null && betterByColumn.has(metric.name);
}

/** Whether a column says how long requests took: without meaning where the backlog only grew. */
export function isLatency(column: string): boolean {
  return /^(ttft|tpot|itl|e2e|queue)_/.test(metricOf(column)?.name ?? '');
}

/** Metrics that are shares, from 0 to 1. */
const shares: ReadonlySet<string> = new Set([
  'slo_attainment',
  'accuracy',
  'hallucination_rate',
  'escaped_error_rate',
  'busy',
  'mfu',
  'mbu',
  'kv_cache',
  'prefix_hit_rate',
  'cluster_allocated',
  'cluster_stranded',
  'answered_share',
  'abandoned_share',
  'return_share',
  'deadline_missed_share',
  'availability',
  'hedged_share',
  'hedge_won_share',
  'hedge_joules_share',
] satisfies readonly (ClassFigure | RunFigure)[]);

/** Whether a column holds a share, from 0 to 1. */
export function isShare(column: string): boolean {
  return shares.has(metricOf(column)?.name ?? '');
}

/** Metrics that can be below 0. */
const signed: ReadonlySet<string> = new Set(['deadline_margin_seconds'] satisfies readonly (
  | ClassFigure
  | RunFigure
)[]);

/** Which values a column's figure can have. */
export function figureRange(column: string): FigureRange {
  if (isShare(column)) return 'share';
  return signed.has(metricOf(column)?.name ?? '') ? 'signed' : 'positive';
}

export interface ShownMetric {
  readonly name: string;
  /** In a table. */
  readonly label: string;
  /** In a sentence. */
  readonly phrase: string;
}

/** What a comparison shows to people; all else is in its JSON. */
export const shownMetrics: readonly ShownMetric[] = [
  { name: 'ttft_p50_seconds', label: 'ttft p50', phrase: 'median time to first token' },
  { name: 'ttft_p99_seconds', label: 'ttft p99', phrase: '99th percentile of time to first token' },
  { name: 'tpot_mean_seconds', label: 'tpot mean', phrase: 'mean time per output token' },
  {
    name: 'tpot_p99_seconds',
    label: 'tpot p99',
    phrase: '99th percentile of time per output token',
  },
  { name: 'e2e_mean_seconds', label: 'e2e mean', phrase: 'mean end-to-end latency' },
  { name: 'e2e_p99_seconds', label: 'e2e p99', phrase: '99th percentile of end-to-end latency' },
  { name: 'queue_mean_seconds', label: 'waiting mean', phrase: 'mean waiting time' },
  { name: 'requests_per_second', label: 'requests/s', phrase: 'throughput' },
  { name: 'output_tokens_per_second', label: 'output tokens/s', phrase: 'output token rate' },
  { name: 'goodput_requests_per_second', label: 'goodput', phrase: 'goodput' },
  { name: 'slo_attainment', label: 'attainment', phrase: 'share of requests within all targets' },
  { name: 'joules_per_request', label: 'J per request', phrase: 'energy per request' },
  { name: 'accuracy', label: 'accuracy', phrase: 'share of right answers' },
  {
    name: 'joules_per_correct_answer',
    label: 'J per right answer',
    phrase: 'energy per right answer',
  },
  {
    name: 'joules_per_output_token',
    label: 'J per output token',
    phrase: 'energy per output token',
  },
  { name: 'accelerator_average_watts', label: 'average watts', phrase: 'average power' },
];
