import { styleText } from 'node:util';
import { latencyParts } from '../record/latency-parts.ts';
import { type Miss, misses } from '../record/misses.ts';
import type { Answer, Headroom, RunSummary } from '../summary/run-summary.ts';
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

type Paint = (color: 'red' | 'green' | 'yellow' | 'bold' | 'dim', text: string) => string;

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
      ...answersText(summary),
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

function answerText(summary: RunSummary, paint: Paint): string {
  const { answer, overload, slo } = summary;
  const lines = [targetLine(summary, paint)];
  if (overload !== null) {
    const { offeredPerSecond: offered, sustainablePerSecond: bearable } = overload;
    lines.push(
      `${paint('red', 'OVERLOADED')}: ${figure(offered)} requests/s arrive, ${figure(bearable)}/s can be sustained`,
    );
  }
  lines.push(`bound by ${answer.bound.by ?? 'nothing that stands out'}: ${answer.bound.reason}`);
  if (answer.headroom !== null) lines.push(headroomText(answer.headroom));
  // without a target every answer is within it, which says no more than the throughput
  if (slo.goodputRequestsPerSecond !== null && statesTarget(summary)) {
    lines.push(`goodput ${figure(slo.goodputRequestsPerSecond)} requests/s within all targets`);
  }
  return lines.map((line) => `  ${line}`).join('\n');
}

/** Whether any workload, or the one that is named, says how soon it wants to be answered. */
function statesTarget({ answer }: Pick<RunSummary, 'answer'>, name?: string): boolean {
  return answer.workloads.some(
    ({ workload, target }) => target !== null && (name === undefined || workload === name),
  );
}

function targetLine(summary: RunSummary, paint: Paint): string {
  const { answer, slo } = summary;
  if (answer.sloMet === null) {
    return statesTarget(summary)
      ? 'no request was measured against its targets'
      : 'no latency target is stated';
  }
  const targets = targetsText(answer, slo.attainment);
  if (!answer.sloMet) return `${paint('red', 'TARGET MISSED')}: ${targets}`;
  const holds = answer.headroom?.holdsAtFactor ?? 0;
  const upTo = holds > 1 ? `, and up to about ${times(holds)} the load` : '';
  return `${paint('green', 'target met')}${upTo}: ${targets}`;
}

/** As many workloads are named one by one; of more, the share of all requests and the one furthest below its target. */
const MOST_NAMED = 3;

function targetsText({ workloads }: Answer, overall: number | null): string {
  const judged = workloads.filter(({ target }) => target !== null);
  const phrase = 'of requests within all targets';
  const texts = judged.map(({ workload, attainment, target, met, misses }) => {
    const name = workloads.length > 1 ? `${workload} ` : '';
    const missed = met === false && misses !== null ? `; ${missesText(misses)}` : '';
    return `${name}${percent(attainment)} ${phrase} (${percent(target)} wanted${missed})`;
  });
  if (judged.length <= MOST_NAMED || overall === null) return texts.join(', ');
  const met = judged.filter((workload) => workload.met === true).length;
  const slack = judged.map(({ attainment, target }) => (attainment ?? 1) - (target ?? 0));
  const least = texts[slack.indexOf(Math.min(...slack))];
  return `${percent(overall)} ${phrase}, ${met} of ${judged.length} workloads have what they want; the furthest from it: ${least}`;
}

const missNames: Readonly<Record<Miss, string>> = {
  ttft: 'time to first token',
  tpot: 'time per output token',
  e2e: 'end to end',
  deadline: 'its own deadline',
  unfinished: 'completion',
};

/** What is missed, most often first. */
function missesText(shares: NonNullable<Answer['workloads'][number]['misses']>): string {
  const missed = misses
    .filter((miss) => shares[miss] > 0)
    .sort((a, b) => shares[b] - shares[a])
    .map((miss) => `${missNames[miss]} by ${percent(shares[miss])}`);
  return `missed: ${missed.join(', ')}`;
}

function headroomText(headroom: Headroom): string {
  const { nowRequestsPerSecond: now, factor, holdsAtFactor: holds } = headroom;
  const { metric, workload, breaks } = headroom;
  const start = `now ${figure(now)} requests/s;`;
  const at = `${figure(now * factor)} requests/s`;
  const sure = rangeText(headroom);
  if (breaks === 'overload' || metric === null) {
    const verb = factor > 1 ? 'breaks at' : 'no more can be served than';
    return `${start} ${verb} ${at} (${times(factor)}${sure}): the rest would pile up`;
  }
  const what = `${missNames[metric]} of ${workload}`;
  if (holds === 0) {
    return `${start} breaks at ${at} already (${times(factor)}): ${what}; fewer arrivals do not help`;
  }
  if (factor <= 1) {
    const most = `${figure(now * holds)} requests/s (${times(holds)}${sure})`;
    return `${start} would hold up to ${most}; what breaks first: ${what}`;
  }
  return `${start} breaks at ${at} (${times(factor)}${sure}): ${what}`;
}

const times = (factor: number) => `${figure(factor)}×`;

/** Below this ratio of its ends a range says no more than the figure itself. */
const narrow = 1.15;

/** How far the break can be trusted, where that is not far. */
function rangeText({ range: [low, high] }: Headroom): string {
  if (high === null) return low > 0 ? `, sure to be above ${times(low)}` : ', a rough guess';
  if (low === 0) return `, sure to be below ${times(high)}`;
  return high / low > narrow ? `, sure to be in ${times(low)} to ${times(high)}` : '';
}

function slowestText({ slowest }: Answer): string {
  if (slowest === null) return '';
  const parts = latencyParts
    .map((part) => ({ part, share: slowest.parts[part] }))
    .filter(({ share }) => share >= 0.005)
    .sort((a, b) => b.share - a.share)
    .map(({ part, share }) => `${part} ${percent(share)}`);
  const who = `The slowest ${percent(slowest.share)} took ${seconds(slowest.e2eSeconds)} or more`;
  return `${who}: ${parts.join(', ')}`;
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
      ...answersText(block),
      ...pricesText(block),
      ...clientsText(block),
      ...satisfactionText(block),
      latencyText(block),
    ].join('\n');
  });
}

function costText({ cost }: Pick<RunSummary, 'cost'>): string {
  const { usdPerRequest, usdPerMillionOutputTokens: ofTokens } = cost;
  return `${figure(usdPerRequest)} USD per request, ${figure(ofTokens)} USD per million output tokens, idle time included`;
}

function fleetText(summary: RunSummary): string {
  const { throughput, energy, utilization } = summary;
  const { kvCache } = utilization;
  const memory = kvCache === null ? '' : `KV memory ${percent(kvCache)}, `;
  const rows: [string, string][] = [
    [
      'throughput',
      `${figure(throughput.requestsPerSecond)} requests/s, ${figure(throughput.promptTokensPerSecond)} prompt and ${figure(throughput.outputTokensPerSecond)} output tokens/s (${figure(throughput.outputTokensPerSecondPerAccelerator)} per accelerator)`,
    ],
    [
      'energy',
      `${quantity(energy.joulesPerRequest, 'J')} per request, ${quantity(energy.joulesPerOutputToken, 'J')} per output token, ${quantity(energy.acceleratorAverageWatts, 'W')} on average, idle included`,
    ],
    [
      'use',
      `busy ${percent(utilization.busy)}, batch ${figure(utilization.averageBatch)}, ${memory}FLOP/s ${percent(utilization.mfu)}, bandwidth ${percent(utilization.mbu)}`,
    ],
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
