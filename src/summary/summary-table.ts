import { ChunkedTable, type TableChunk } from '../record/columns.ts';
import type { Dictionaries } from '../record/table.ts';
import { summaryTable as spec } from '../record/tables/summary.ts';
import { deferralFigures } from './deferral.ts';
import { floorFigures } from './floors.ts';
import { hedgingFigures } from './hedging.ts';
import { ladderFigures } from './ladder.ts';
import { networkFigures } from './network.ts';
import { type Interval, type PercentileBlock, quantileStatistics } from './percentiles.ts';
import { priceFigures } from './prices.ts';
import { rolloutFigures } from './rollout.ts';
import type { ClassSummary, RunSummary } from './run-summary.ts';
import { type SiteFigures, siteRows } from './sites.ts';
import type { StageFigures } from './stages.ts';
import { thinkingRows } from './thinking.ts';

/** One row of summary.arrow. */
export interface SummaryRow {
  readonly scope: string;
  readonly metric: string;
  readonly statistic: string;
  readonly value: number | null;
  readonly unit: string | null;
  readonly ci: Interval | null;
  readonly count: number | null;
  readonly replications: number;
}

/** Figures of a run as rows: all of `all` first, then each workload in the order of the scenario. */
export function summaryRows(summary: RunSummary): SummaryRow[] {
  const classes = Object.entries(summary.classes);
  return [
    ...classRows('all', summary),
    ...fleetRows(summary),
    ...classes.flatMap(([name, block]) => classRows(name, block)),
    ...Object.entries(summary.sites ?? {}).flatMap(([name, site]) => rowsOfSite(name, site)),
  ];
}

function figure(
  scope: string,
  metric: string,
  value: number | null,
  unit: string | null,
): SummaryRow {
  return { scope, metric, statistic: 'value', value, unit, ci: null, count: null, replications: 1 };
}

function blockRows(
  scope: string,
  metric: string,
  unit: string | null,
  block: PercentileBlock,
): SummaryRow[] {
  const row = (statistic: string, value: number | null, ci: Interval | null): SummaryRow => {
    return { scope, metric, statistic, value, unit, ci, count: block.count, replications: 1 };
  };
  const quantiles = Object.keys(quantileStatistics) as (keyof typeof quantileStatistics)[];
  return [
    row('mean', block.mean, block.ci.mean),
    ...quantiles.map((name) => row(name, block[name], block.ci[name])),
    row('max', block.max, null),
  ];
}

function classRows(scope: string, of: ClassSummary): SummaryRow[] {
  const { latency, throughput, slo, energy, tails, counts, tasks, clients } = of;
  const { quality, deadline, satisfaction } = of;
  const one = (metric: string, value: number | null, unit: string | null = null) =>
    figure(scope, metric, value, unit);
  return [
    ...blockRows(scope, 'ttft', 's', latency.ttftSeconds),
    ...blockRows(scope, 'tpot', 's', latency.tpotSeconds),
    ...blockRows(scope, 'itl', 's', latency.itlSeconds),
    ...blockRows(scope, 'e2e', 's', latency.e2eSeconds),
    ...blockRows(scope, 'queue', 's', latency.queueSeconds),
    ...blockRows(scope, 'request_joules', 'J', tails.requestJoules),
    ...blockRows(scope, 'request_tokens', null, tails.requestTokens),
    one('requests_per_second', throughput.requestsPerSecond, '1/s'),
    one('prompt_tokens_per_second', throughput.promptTokensPerSecond, '1/s'),
    one('output_tokens_per_second', throughput.outputTokensPerSecond, '1/s'),
    one(
      'output_tokens_per_second_per_accelerator',
      throughput.outputTokensPerSecondPerAccelerator,
      '1/s',
    ),
    one('slo_attainment', slo.attainment),
    one('goodput_requests_per_second', slo.goodputRequestsPerSecond, '1/s'),
    one('joules_per_request', energy.joulesPerRequest, 'J'),
    one('joules_per_output_token', energy.joulesPerOutputToken, 'J'),
    one('offered', counts.offered),
    one('measured', counts.measured),
    one('completed', counts.completed),
    one('rejected', counts.rejected),
    one('shed', counts.shed),
    one('expired', counts.expired),
    one('cancelled', counts.cancelled),
    one('failed', counts.failed),
    one('in_flight', counts.inFlight),
    ...qualityRows(scope, quality),
    ...priceFigures(of.prices).map((each) => one(...each)),
    ...(of.stages ?? []).flatMap((stage, i) => stageRows(scope, stage, i)),
    ...floorFigures(of.floors).map((each) => one(...each)),
    ...(tasks === undefined
      ? []
      : [
          one('tasks_completed', tasks.completed),
          one('tasks_failed', tasks.failed),
          ...blockRows(scope, 'task', 's', tasks.taskSeconds),
          ...blockRows(scope, 'task_calls', null, tasks.taskCalls),
        ]),
    ...(deadline === undefined
      ? []
      : [
          one('deadline_margin', deadline.marginSeconds, 's'),
          one('missed_deadlines', deadline.missed),
          ...ladderFigures(deadline.ladder).map((each) => one(...each)),
        ]),
    ...(clients === undefined
      ? []
      : [
          one('questions', clients.questions),
          one('answered_share', clients.answeredShare),
          one('abandoned_share', clients.abandonedShare),
          one('unanswered_share', clients.unansweredShare),
          one('undecided_share', clients.undecidedShare),
          one('requests_per_question', clients.requestsPerQuestion),
          ...blockRows(scope, 'answer', 's', clients.answerSeconds),
        ]),
    ...(satisfaction === undefined
      ? []
      : [
          one('return_share', satisfaction.returnShare),
          one('late_share', satisfaction.lateShare),
          one('wrong_share', satisfaction.wrongShare),
          one('left_sessions', satisfaction.leftSessions),
        ]),
  ];
}

function qualityRows(scope: string, quality: ClassSummary['quality']): SummaryRow[] {
  if (quality === null) return [];
  const one = (metric: string, value: number | null, unit: string | null = null) =>
    figure(scope, metric, value, unit);
  return [
    { ...one('accuracy', quality.accuracy), ci: quality.accuracyInterval },
    one('tokens_per_request', quality.tokensPerRequest),
    one('calls_per_request', quality.callsPerRequest),
    one('tokens_per_correct_answer', quality.tokensPerCorrectAnswer),
    one('joules_per_correct_answer', quality.joulesPerCorrectAnswer, 'J'),
    one('usd_per_correct_answer', quality.usdPerCorrectAnswer, 'USD'),
    one('seconds_per_correct_answer', quality.secondsPerCorrectAnswer, 's'),
    one('hallucination_rate', quality.hallucinationRate),
    one('escaped_error_rate', quality.escapedErrorRate),
    one('false_reject_rate', quality.falseRejectRate),
    one('cut_off_rate', quality.cutOffRate),
    one('outgrown_rate', quality.outgrownRate),
    one('calibration_error', quality.calibrationError),
    one('kept_tokens_share', quality.keptTokensShare),
    one('verification_tokens_share', quality.verificationTokensShare),
    one('kept_joules_share', quality.keptJoulesShare),
    one('verification_joules_share', quality.verificationJoulesShare),
    ...thinkingRows(quality.thinking).map((each) => one(...each)),
  ];
}

/** A site's scope is told from a workload's by the word before its name. */
function rowsOfSite(name: string, site: SiteFigures): SummaryRow[] {
  const scope = `site ${name}`;
  return [
    ...blockRows(scope, 'ttft', 's', site.latency.ttftSeconds),
    ...blockRows(scope, 'e2e', 's', site.latency.e2eSeconds),
    ...siteRows(site).map((each) => figure(scope, ...each)),
  ];
}

/** Metrics carry the number of the stage, from 1. */
function stageRows(scope: string, of: StageFigures, place: number): SummaryRow[] {
  const one = (metric: string, value: number | null, unit: string | null = null) =>
    figure(scope, `stage_${place + 1}_${metric}`, value, unit);
  return [
    one('called_share', of.calledShare),
    one('right_share', of.rightShare),
    one('delivered_share', of.deliveredShare),
    one('calls_per_request', of.callsPerRequest),
    one('tokens_per_request', of.tokensPerRequest),
    one('joules_per_request', of.joulesPerRequest, 'J'),
    one('usd_per_request', of.usdPerRequest, 'USD'),
    one('joules_share', of.joulesShare),
  ];
}

function fleetRows(summary: RunSummary): SummaryRow[] {
  const { energy, utilization, scaling, availability, power, network, rollout } = summary;
  const { hedging, deferral } = summary;
  const one = (metric: string, value: number | null, unit: string | null = null) =>
    figure('all', metric, value, unit);
  return [
    one('idle_factor', energy.idleFactor),
    one('accelerator_joules', energy.acceleratorJoules, 'J'),
    one('accelerator_average_watts', energy.acceleratorAverageWatts, 'W'),
    one('busy', utilization.busy),
    one('mfu', utilization.mfu),
    one('mbu', utilization.mbu),
    one('kv_cache', utilization.kvCache),
    one('average_batch', utilization.averageBatch),
    ...(utilization.acceptedTokensPerStep === undefined
      ? []
      : [one('accepted_tokens_per_step', utilization.acceptedTokensPerStep)]),
    ...Object.entries(utilization.tierHitRates ?? {}).map(([tier, rate]) =>
      one(`${tier}_hit_rate`, rate),
    ),
    ...(utilization.hostCores === undefined ? [] : [one('host_cores', utilization.hostCores)]),
    ...(network === undefined ? [] : networkFigures(network).map((each) => one(...each))),
    ...(scaling === undefined
      ? []
      : [
          one('mean_replicas', scaling.meanReplicas),
          one('replica_seconds', scaling.replicaSeconds, 's'),
          one('replica_starting_seconds', scaling.startingSeconds, 's'),
          one('cold_starts', scaling.coldStarts),
          one('zero_replica_seconds', scaling.zeroSeconds, 's'),
          one('accelerator_seconds', scaling.acceleratorSeconds, 's'),
        ]),
    ...(availability === undefined
      ? []
      : [
          one('availability', availability.share),
          one('interruptions', availability.interruptions),
          one('recovery_seconds', availability.recoverySeconds, 's'),
          one('lost_requests', availability.lostRequests),
          one('lost_tokens', availability.lostTokens),
          one('lost_joules', availability.lostJoules, 'J'),
          one('replayed_tokens', availability.replayedTokens),
        ]),
    ...(power === undefined
      ? []
      : [
          one('power_peak_share', power.peakShare),
          one('power_governed_share', power.governedShare),
          one('power_first_governed_seconds', power.firstGovernedSeconds, 's'),
          one('power_overshoot_joules', power.overshootJoules, 'J'),
          one('power_longest_overshoot_seconds', power.longestOvershootSeconds, 's'),
          one('hottest_celsius', power.heat?.hottestCelsius ?? null, '°C'),
          one('throttled_replicas', power.heat?.throttledReplicas ?? null),
          one('first_throttled_seconds', power.heat?.firstThrottledSeconds ?? null, 's'),
        ]),
    ...(rollout === undefined ? [] : rolloutFigures(rollout).map((each) => one(...each))),
    ...(hedging === undefined ? [] : hedgingFigures(hedging).map((each) => one(...each))),
    ...(deferral === undefined ? [] : deferralFigures(deferral).map((each) => one(...each))),
    one('simulated_seconds', summary.simulatedSeconds, 's'),
  ];
}

/** summary.arrow's rows and the strings of its dictionary columns. */
export interface SummaryTable {
  readonly chunks: readonly TableChunk[];
  readonly dictionaries: Dictionaries;
}

/** The table of a summary. */
export function summaryTable(summary: RunSummary): SummaryTable {
  return tableOfRows(summaryRows(summary));
}

/** Rows as a table; its dictionaries list each string once, in order of appearance. */
export function tableOfRows(rows: readonly SummaryRow[]): SummaryTable {
  const code = () => new Map<string, number>();
  const codes = { scope: code(), metric: code(), statistic: code(), unit: code() };
  const encode = (column: keyof typeof codes, value: string): number => {
    const known = codes[column].get(value);
    if (known !== undefined) return known;
    codes[column].set(value, codes[column].size);
    return codes[column].size - 1;
  };
  const chunks: TableChunk[] = [];
  const table = new ChunkedTable(spec, (chunk) => chunks.push(chunk), Math.max(1, rows.length));
  for (const row of rows) {
    table.append([
      encode('scope', row.scope),
      encode('metric', row.metric),
      encode('statistic', row.statistic),
      row.value ?? Number.NaN,
      row.unit === null ? -1 : encode('unit', row.unit),
      row.ci?.[0] ?? Number.NaN,
      row.ci?.[1] ?? Number.NaN,
      row.count ?? Number.NaN,
      row.replications,
    ]);
  }
  table.flush();
  const dictionaries = Object.fromEntries(
    Object.entries(codes).map(([column, map]) => [column, [...map.keys()]]),
  );
  return { chunks, dictionaries };
}
