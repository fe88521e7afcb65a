import { assert } from '../base/assert.ts';
import type { ClassFigure, RunFigure } from '../record/tables/metric-figures.ts';
import {
  blockStatistics,
  countColumn,
  intervalColumn,
  intervalStatistics,
  type MetricBlock,
  metricColumns,
  metricPrefixes,
  statisticColumn,
} from '../record/tables/metrics.ts';
import type { PercentileBlock } from './percentiles.ts';
import type { ClassSummary, RunSummary } from './run-summary.ts';

type Getter<T> = (of: T) => number | null;
type Getters<T> = readonly (readonly [column: string, get: Getter<T>])[];

/**
 * Makes the reader of a replication's metrics, in the order of {@link metricColumns} for these workloads (the compiled
 * order, by name); NaN where a figure is null. Make it once: a sweep reads thousands of summaries.
 */
export function createMetricReader(
  workloads: readonly string[],
): (summary: RunSummary) => number[] {
  const getters = new Map<string, Getter<RunSummary>>([...classGetters(), ...runGetters()]);
  if (workloads.length > 1) {
    const prefixes = metricPrefixes(workloads);
    for (const [index, workload] of workloads.entries()) {
      for (const [column, get] of classGetters()) {
        getters.set(`${prefixes[index]}${column}`, ({ classes }) => {
          const of = classes[workload];
          assert(of !== undefined, `the summary has no workload ${workload}`);
          return get(of);
        });
      }
    }
  }
  const columns = metricColumns(workloads);
  assert(columns.length === getters.size, 'every metric has one column');
  const ordered = columns.map(({ name }) => {
    const get = getters.get(name);
    assert(get !== undefined, `no metric for the column ${name}`);
    return get;
  });
  return (summary) => ordered.map((get) => get(summary) ?? Number.NaN);
}

/** The metrics of a single summary; see {@link createMetricReader}. */
export function metricValues(summary: RunSummary, workloads: readonly string[]): number[] {
  return createMetricReader(workloads)(summary);
}

function classGetters(): Getters<ClassSummary> {
  return [
    ...blockGetters('ttft', ({ latency }) => latency.ttftSeconds),
    ...blockGetters('tpot', ({ latency }) => latency.tpotSeconds),
    ...blockGetters('itl', ({ latency }) => latency.itlSeconds),
    ...blockGetters('e2e', ({ latency }) => latency.e2eSeconds),
    ...blockGetters('queue', ({ latency }) => latency.queueSeconds),
    ...blockGetters('request_usd', ({ tails }) => tails.requestUsd),
    ...blockGetters('request_joules', ({ tails }) => tails.requestJoules),
    ...blockGetters('request_tokens', ({ tails }) => tails.requestTokens),
    ...Object.entries(singleGetters),
  ];
}

function blockGetters(
  name: MetricBlock,
  blockOf: (of: ClassSummary) => PercentileBlock | null,
): Getters<ClassSummary> {
  return [
    [countColumn(name), (of) => blockOf(of)?.count ?? null],
    ...blockStatistics.map(
      (statistic) =>
        [
          statisticColumn(name, statistic),
          (of: ClassSummary) => blockOf(of)?.[statistic] ?? null,
        ] as const,
    ),
    ...intervalStatistics.flatMap((statistic) =>
      (['low', 'high'] as const).map(
        (end, at) =>
          [
            intervalColumn(name, statistic, end),
            (of: ClassSummary) => blockOf(of)?.ci[statistic]?.[at] ?? null,
          ] as const,
      ),
    ),
  ];
}

const singleGetters: Readonly<Record<ClassFigure, Getter<ClassSummary>>> = {
  offered: ({ counts }) => counts.offered,
  measured: ({ counts }) => counts.measured,
  completed: ({ counts }) => counts.completed,
  rejected: ({ counts }) => counts.rejected,
  shed: ({ counts }) => counts.shed,
  expired: ({ counts }) => counts.expired,
  cancelled: ({ counts }) => counts.cancelled,
  failed: ({ counts }) => counts.failed,
  in_flight: ({ counts }) => counts.inFlight,
  requests_per_second: ({ throughput }) => throughput.requestsPerSecond,
  prompt_tokens_per_second: ({ throughput }) => throughput.promptTokensPerSecond,
  output_tokens_per_second: ({ throughput }) => throughput.outputTokensPerSecond,
  output_tokens_per_second_per_accelerator: ({ throughput }) =>
    throughput.outputTokensPerSecondPerAccelerator,
  slo_attainment: ({ slo }) => slo.attainment,
  goodput_requests_per_second: ({ slo }) => slo.goodputRequestsPerSecond,
  joules_per_request: ({ energy }) => energy.joulesPerRequest,
  joules_per_output_token: ({ energy }) => energy.joulesPerOutputToken,
  usd_per_request: ({ cost }) => cost.usdPerRequest,
  usd_per_million_output_tokens: ({ cost }) => cost.usdPerMillionOutputTokens,
  price_usd_per_request: ({ prices }) => prices?.usdPerRequest ?? null,
  margin_usd_per_request: ({ prices }) => prices?.marginUsdPerRequest ?? null,
  break_even_reasoning_usd_per_million: ({ prices }) =>
    prices?.breakEvenReasoningUsdPerMillion ?? null,
  grams_per_request: ({ carbon }) => carbon.gramsPerRequest,
  accuracy: ({ quality }) => quality?.accuracy ?? null,
  tokens_per_request: ({ quality }) => quality?.tokensPerRequest ?? null,
  joules_per_correct_answer: ({ quality }) => quality?.joulesPerCorrectAnswer ?? null,
  usd_per_correct_answer: ({ quality }) => quality?.usdPerCorrectAnswer ?? null,
  hallucination_rate: ({ quality }) => quality?.hallucinationRate ?? null,
  escaped_error_rate: ({ quality }) => quality?.escapedErrorRate ?? null,
  questions: ({ clients }) => clients?.questions ?? null,
  answered_share: ({ clients }) => clients?.answeredShare ?? null,
  abandoned_share: ({ clients }) => clients?.abandonedShare ?? null,
  requests_per_question: ({ clients }) => clients?.requestsPerQuestion ?? null,
  return_share: ({ satisfaction }) => satisfaction?.returnShare ?? null,
  deadline_margin_seconds: ({ deadline }) => deadline?.marginSeconds ?? null,
  deadline_missed_share: ({ deadline }) => deadline?.missedShare ?? null,
};

const runFigureGetters: Readonly<Record<RunFigure, Getter<RunSummary>>> = {
  idle_factor: ({ energy }) => energy.idleFactor,
  accelerator_joules: ({ energy }) => energy.acceleratorJoules,
  it_joules: ({ energy }) => energy.itJoules,
  facility_joules: ({ energy }) => energy.facilityJoules,
  accelerator_average_watts: ({ energy }) => energy.acceleratorAverageWatts,
  pue: ({ energy }) => energy.pue,
  busy: ({ utilization }) => utilization.busy,
  mfu: ({ utilization }) => utilization.mfu,
  mbu: ({ utilization }) => utilization.mbu,
  kv_cache: ({ utilization }) => utilization.kvCache,
  prefix_hit_rate: ({ utilization }) => utilization.prefixHitRate,
  average_batch: ({ utilization }) => utilization.averageBatch,
  mean_replicas: ({ scaling }) => scaling?.meanReplicas ?? null,
  replica_seconds: ({ scaling }) => scaling?.replicaSeconds ?? null,
  replica_starting_seconds: ({ scaling }) => scaling?.startingSeconds ?? null,
  cold_starts: ({ scaling }) => scaling?.coldStarts ?? null,
  zero_replica_seconds: ({ scaling }) => scaling?.zeroSeconds ?? null,
  accelerator_seconds: ({ scaling }) => scaling?.acceleratorSeconds ?? null,
  cluster_allocated: ({ cluster }) => cluster?.allocatedShare ?? null,
  cluster_stranded: ({ cluster }) => cluster?.strandedShare ?? null,
  replica_pending_seconds: ({ cluster }) => cluster?.pendingSeconds ?? null,
  pending_starts: ({ cluster }) => cluster?.pendingStarts ?? null,
  evictions: ({ cluster }) => cluster?.evictions ?? null,
  image_pulls: ({ cluster }) => cluster?.imagePulls ?? null,
  availability: ({ availability }) => availability?.share ?? null,
  interruptions: ({ availability }) => availability?.interruptions ?? null,
  recovery_seconds: ({ availability }) => availability?.recoverySeconds ?? null,
  lost_requests: ({ availability }) => availability?.lostRequests ?? null,
  lost_tokens: ({ availability }) => availability?.lostTokens ?? null,
  lost_joules: ({ availability }) => availability?.lostJoules ?? null,
  replayed_tokens: ({ availability }) => availability?.replayedTokens ?? null,
  hedged_share: ({ hedging }) => hedging?.hedgedShare ?? null,
  hedge_won_share: ({ hedging }) => hedging?.wonShare ?? null,
  hedge_joules_share: ({ hedging }) => hedging?.joulesShare ?? null,
  rollout_detect_seconds: ({ rollout }) => rollout?.detectSeconds ?? null,
  overload_offered_per_second: ({ overload }) => overload?.offeredPerSecond ?? null,
  overload_sustainable_per_second: ({ overload }) => overload?.sustainablePerSecond ?? null,
  simulated_seconds: (summary) => summary.simulatedSeconds,
  events: (summary) => summary.events,
};

const runGetters = (): Getters<RunSummary> => Object.entries(runFigureGetters);
