import { accountWarnings } from './accounts.ts';
import { starvedHost } from './host-use.ts';
import type { SummaryInput } from './input.ts';
import { FEWEST_FOR_INTERVALS, type PercentileBlock } from './percentiles.ts';
import { hasPrefixCache } from './prefix-hits.ts';
import type { RunSummary } from './run-summary.ts';
import { starvedTool } from './tool-use.ts';
import { leastInWindow, sharesJoules } from './window-share.ts';

/** Why figures of a summary are null, one sentence per reason with the figures that it explains. */
export function summaryWarnings(
  input: SummaryInput,
  summary: Omit<RunSummary, 'warnings'>,
): string[] {
  return [
    ...accountWarnings(input),
    ...(summary.quality === null ? ['quality is null: no workload states a task'] : []),
    ...costWarnings(input, summary),
    ...(hasPrefixCache(input.compiled)
      ? []
      : ['utilization.prefixHitRate is null: no pool has a prefix cache']),
    ...measurementWarnings(input, summary),
    ...blockWarnings(summary),
  ];
}

function costWarnings(
  { totals }: SummaryInput,
  { tails, latency, prices }: Omit<RunSummary, 'warnings'>,
): string[] {
  if (totals.rental === undefined) {
    if (totals.facility !== undefined) return [];
    const margins = prices === undefined ? '' : ', and so is the margin of prices';
    return [
      `cost and tails.requestUsd are null${margins}: nobody says what the fleet costs; write billing: {} in the pools, or facility: {} if it is owned`,
    ];
  }
  if (tails.requestUsd !== null || latency.e2eSeconds.count === 0) return [];
  return [
    'tails.requestUsd of the whole run is null: the pools of its models stand idle for unequal shares of what they cost; classes have theirs',
  ];
}

function measurementWarnings(input: SummaryInput, summary: Omit<RunSummary, 'warnings'>): string[] {
  const { compiled, totals, metrics } = input;
  const warnings: string[] = [];
  const { startSeconds, endSeconds } = totals.window;
  if (!(endSeconds > startSeconds)) {
    warnings.push(
      'throughput, slo.goodputRequestsPerSecond, utilization, energy.joulesPerRequest, energy.joulesPerOutputToken and energy.acceleratorAverageWatts are null: no time passes between the end of the warm-up and the end of the arrivals',
    );
  }
  const inWindow = totals.window.completions.reduce((sum, count) => sum + count, 0);
  if (inWindow < leastInWindow * metrics.all.completed) {
    const percent = Math.round((100 * inWindow) / metrics.all.completed);
    warnings.push(
      `only ${percent} % as many requests completed between the end of the warm-up and the end of the arrivals as were measured: throughput and utilization cover that window alone, and energy.joulesPerRequest and energy.joulesPerOutputToken divide its joules by all measured requests, so they are too low, and so is a cost; tails.requestJoules and tails.requestUsd are not affected`,
    );
  }
  if (!sharesJoules(totals.window.completions, metrics.all.completed)) {
    warnings.push(
      'energy.joulesPerRequest and energy.joulesPerOutputToken are null: most requests that completed between the end of the warm-up and the end of the arrivals came before it, as in a run that is cut short',
    );
  }
  if (metrics.all.measured === 0) {
    warnings.push('slo.attainment is null: no request was measured; shorten the warm-up');
  } else if (metrics.all.completed === 0) {
    warnings.push('latency, tails and joules per request are null: no measured request completed');
  }
  const starved = starvedHost(input);
  if (starved !== null) {
    warnings.push(
      `the bottleneck is the host, not the accelerators: ${starved}; give it more cores, or offload a stage`,
    );
  }
  const crammed = starvedTool(input);
  if (crammed !== null) {
    warnings.push(
      `the bottleneck is a tool, not the accelerators: ${crammed}; give it a larger concurrency`,
    );
  }
  if (totals.window.tools !== undefined) {
    warnings.push('the joules and the price of tools are not counted');
  }
  if (totals.window.host !== undefined) {
    warnings.push(
      'the joules of host stages are not counted: CPUs are taken to be as busy as engines keep them',
    );
  }
  if (summary.energy.idleFactor === null) {
    warnings.push('energy.idleFactor is null: no joules were attributed to requests');
  }
  if (compiled.pools.some((pool) => pool.step.kind === 'affine')) {
    warnings.push(
      'utilization.mfu and utilization.mbu are null: an affine step time knows no FLOPs and no bytes',
    );
  }
  if (summary.status !== 'interrupted' && totals.rollout?.outcome === 'pending') {
    const { lastArrivalSeconds } = totals.rollout;
    warnings.push(
      `the roll-out never began: the last request came at ${lastArrivalSeconds.toPrecision(3)} s; write an earlier rollout.at, or a longer horizon`,
    );
  }
  if (summary.status !== 'interrupted') warnings.push(...cameTooLate(input));
  if (summary.status === 'interrupted') {
    warnings.push('interrupted: the figures cover the run up to that instant');
  }
  return warnings;
}

/** Scripted failures of which the run saw nothing. */
function cameTooLate({ compiled, totals: { simulatedSeconds } }: SummaryInput): string[] {
  const cables = compiled.fabric?.failures.map(({ when }) => ({ kind: 'fabric-link', when })) ?? [];
  return [...(compiled.failures ?? []), ...cables].flatMap(({ kind, when }) =>
    'atSeconds' in when && Number(when.atSeconds) > simulatedSeconds
      ? [
          `failures: ${kind} at ${String(when.atSeconds)} s never happened, the run ended at ${simulatedSeconds.toPrecision(3)} s; write an earlier at, or a longer horizon`,
        ]
      : [],
  );
}

/** Blocks without samples, without any interval, or with an interval missing at the tail. */
function blockWarnings(summary: Omit<RunSummary, 'warnings'>): string[] {
  const blocks: [string, PercentileBlock][] = [
    ...Object.entries(summary.latency).map(([name, block]): [string, PercentileBlock] => [
      `latency.${name}`,
      block,
    ]),
    ['tails.requestJoules', summary.tails.requestJoules],
    ['tails.requestTokens', summary.tails.requestTokens],
  ];
  const named = (wanted: (block: PercentileBlock) => boolean) =>
    blocks.filter(([, block]) => block.count > 0 && wanted(block)).map(([name]) => name);
  const warnings: string[] = [];
  const short = named((block) => block.ci.mean === null);
  if (short.length > 0) {
    warnings.push(
      `the intervals of ${short.join(', ')} are null: at least ${FEWEST_FOR_INTERVALS} samples (more for a sketch) make the batches of an interval`,
    );
  }
  for (const statistic of ['p50', 'p90', 'p95', 'p99', 'p999'] as const) {
    const open = named((block) => block.ci.mean !== null && block.ci[statistic] === null);
    if (open.length > 0) {
      warnings.push(
        `the interval of ${statistic} is null for ${open.join(', ')}: too few samples lie beyond it to bound it`,
      );
    }
  }
  return warnings;
}
