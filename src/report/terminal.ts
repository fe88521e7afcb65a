import { styleText } from 'node:util';
import type { RunSummary } from '../summary/run-summary.ts';
import type { ReplicaUse } from '../summary/utilization.ts';
import { leastInWindow, windowShare } from '../summary/window-share.ts';
import { answerText, type Paint, slowestText, statesTarget } from './answer-text.ts';
import { answerRows, clientsText, satisfactionText } from './clients-text.ts';
import { deadlineRows } from './deadline-text.ts';
import { facilityRows } from './facility-text.ts';
import { fleetRows } from './fleet-text.ts';
import { figure, percent, quantity, seconds, whole } from './numbers.ts';
import { percentiles } from './percentiles-text.ts';
import { pricesText } from './prices-text.ts';
import { answersText } from './quality-text.ts';
import { sitesText } from './sites-text.ts';
import { textTable } from './text-table.ts';

export interface TerminalOptions {
  /** Whether the reader's terminal shows colours. */
  readonly color?: boolean;
}

/**
 * The summary of a run as a capacity engineer reads it: the answer first (is the target met, what bounds it, how much
 * more it would bear), then where the slowest spent their time, then the figures, then what to mistrust.
 */
export function summaryText(
  summary: RunSummary & { readonly replications?: number },
  options: TerminalOptions = {},
): string {
  const paint: Paint =
    options.color === true
      ? (color, text) => styleText(color, text, { validateStream: false })
      : (_, text) => text;
  const blocks = [
    heading(summary, paint),
    answerText(summary, paint),
    slowestText(summary.answer),
    [
      countsText(summary),
      ...answersText(summary, summary.rollout),
      ...pricesText(summary),
      ...clientsText(summary),
      ...satisfactionText(summary),
    ].join('\n'),
    latencyText(summary),
    ...classesText(summary),
    fleetText(summary),
    warningsText(summary, paint),
  ];
  return blocks.filter((block) => block !== '').join('\n\n');
}

function heading(summary: RunSummary & { readonly replications?: number }, paint: Paint): string {
  const { scenario, status, simulatedSeconds, wallSeconds, seed, replications } = summary;
  const times = `${seconds(simulatedSeconds)} simulated in ${seconds(wallSeconds)}`;
  const repeated = replications === undefined ? '' : `, ${replications} replications`;
  const state = status === 'completed' ? '' : ` · ${paint('yellow', status)}`;
  return `${paint('bold', scenario)}${state} · ${times}, seed ${seed}${repeated}`;
}

function countsText({ counts }: RunSummary): string {
  const { offered, measured, inFlight, ...outcomes } = counts;
  const ended = Object.entries({ ...outcomes, 'in flight': inFlight })
    .filter(([name, count]) => count > 0 || name === 'completed')
    .map(([name, count]) => `${whole(count)} ${name}`);
  return `${whole(offered)} requests: ${ended.join(', ')}; ${whole(measured)} measured`;
}

const latencyRows = [
  ['time to first token', 'ttftSeconds'],
  ['time per output token', 'tpotSeconds'],
  ['gap between tokens', 'itlSeconds'],
  ['end to end', 'e2eSeconds'],
  ['waiting', 'queueSeconds'],
] as const;

const percentileHead = ['mean', 'p50', 'p90', 'p95', 'p99', 'p99.9', 'max'] as const;

/** Sessions and agents' tasks: how long they took, and how many requests each. */
function taskRows({ tasks }: Pick<RunSummary, 'tasks'>): string[][] {
  if (tasks === undefined) return [];
  const ended = `${whole(tasks.completed)} tasks or sessions${tasks.failed > 0 ? `, ${whole(tasks.failed)} more failed` : ''}`;
  return [
    [`whole task (${ended})`, ...percentiles(tasks.taskSeconds, seconds)],
    ['requests of a task', ...percentiles(tasks.taskCalls, figure)],
  ];
}

function latencyText(of: Pick<RunSummary, 'latency' | 'tails' | 'tasks' | 'clients'>): string {
  const { latency, tails } = of;
  const rows = latencyRows.map(([label, key]) => [label, ...percentiles(latency[key], seconds)]);
  const joules = percentiles(tails.requestJoules, (value) => quantity(value, 'J'));
  return textTable(
    ['latency', ...percentileHead],
    [...rows, ['energy of a request', ...joules], ...taskRows(of), ...answerRows(of)],
  );
}

function classesText(summary: RunSummary): string[] {
  const entries = Object.entries(summary.classes);
  if (entries.length < 2) return [];
  return entries.map(([name, block]) => {
    const attained = statesTarget(summary, name)
      ? `${percent(block.slo.attainment)} within all targets`
      : 'no target stated';
    const head = `${name}: ${whole(block.counts.offered)} requests, ${attained}`;
    return [
      head,
      ...answersText(block, summary.rollout),
      ...pricesText(block),
      ...clientsText(block),
      ...satisfactionText(block),
      latencyText(block),
    ].join('\n');
  });
}

/**
 * Where far fewer requests completed while energy and money were counted than were measured, those of all of them stand
 * for the few: the figures are bounds from below.
 */
function leastText({ throughput, energy }: RunSummary): string {
  const share = windowShare({
    requestsPerSecond: throughput.requestsPerSecond ?? Number.NaN,
    joulesPerRequest: energy.joulesPerRequest ?? Number.NaN,
    averageWatts: energy.acceleratorAverageWatts ?? Number.NaN,
  });
  return share < leastInWindow ? 'at least ' : '';
}

function costText(summary: RunSummary): string {
  const { usdPerRequest, usdPerMillionOutputTokens: ofTokens } = summary.cost;
  return `${leastText(summary)}${figure(usdPerRequest)} USD per request, ${figure(ofTokens)} USD per million output tokens, idle time included`;
}

/** As many pools are shown one by one; of more, those that most requests wait for. */
const MOST_POOLS = 4;

function useRows(utilization: RunSummary['utilization']): [string, string][] {
  const shown = [...(utilization.pools ?? [])].sort((a, b) => b.waiting - a.waiting);
  const rows = shown.slice(0, MOST_POOLS).map((pool): [string, string] => {
    return ['', `${pool.name}: ${useText(pool)}, ${figure(pool.waiting)} wait on average`];
  });
  const left = shown.length - rows.length;
  if (left > 0) rows.push(['', `and ${left} more, in --json`]);
  return [['use', useText(utilization)], ...rows];
}

function useText({ busy, averageBatch, kvCache, mfu, mbu }: ReplicaUse): string {
  const memory = kvCache === null ? '' : `KV memory ${percent(kvCache)}, `;
  return `busy ${percent(busy)}, batch ${figure(averageBatch)}, ${memory}FLOP/s ${percent(mfu)}, bandwidth ${percent(mbu)}`;
}

function fleetText(summary: RunSummary): string {
  const { throughput, energy, utilization } = summary;
  const rows: [string, string][] = [
    [
      'throughput',
      `${figure(throughput.requestsPerSecond)} requests/s, ${figure(throughput.promptTokensPerSecond)} prompt and ${figure(throughput.outputTokensPerSecond)} output tokens/s (${figure(throughput.outputTokensPerSecondPerAccelerator)} per accelerator)`,
    ],
    [
      'energy',
      `${leastText(summary)}${quantity(energy.joulesPerRequest, 'J')} per request, ${quantity(energy.joulesPerOutputToken, 'J')} per output token, ${quantity(energy.acceleratorAverageWatts, 'W')} on average, idle included`,
    ],
    ...useRows(utilization),
  ];
  if (summary.cost.usdPerRequest !== null) rows.push(['cost', costText(summary)]);
  const { prefixHitRate: found } = utilization;
  if (found !== null) {
    const tiers = tiersText(utilization);
    rows.push(['prefixes', `${percent(found)} of the prompt tokens were cached${tiers}`]);
  }
  const { acceptedTokensPerStep: kept } = utilization;
  if (kept !== undefined) rows.push(['drafts', `${figure(kept)} tokens per step and sequence`]);
  if (utilization.hostCores !== undefined) {
    rows.push(['host cores', `${percent(utilization.hostCores)} taken`]);
  }
  rows.push(...facilityRows(summary));
  rows.push(...sitesText(summary.sites ?? {}));
  rows.push(...fleetRows(summary), ...deadlineRows(summary));
  return rows.map(([label, text]) => `  ${label.padEnd(11)} ${text}`).join('\n');
}

function warningsText({ warnings }: RunSummary, paint: Paint): string {
  if (warnings.length === 0) return '';
  return warnings.map((warning) => `  ${paint('dim', `note: ${warning}`)}`).join('\n');
}

/** Which tiers below the prefix caches had prompt tokens. */
function tiersText({ tierHitRates }: RunSummary['utilization']): string {
  const rates = Object.entries(tierHitRates ?? {}).filter(([, rate]) => rate !== null && rate > 0);
  const parts = rates.map(([tier, rate]) => `${percent(rate)} in ${tier}`);
  return parts.length === 0 ? '' : `, ${parts.join(', ')}`;
}
