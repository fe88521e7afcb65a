import { styleText } from 'node:util';
import { latencyParts } from '../record/latency-parts.ts';

import type { PercentileBlock } from '../summary/percentiles.ts';
import type { Answer, RunSummary } from '../summary/run-summary.ts';
import { figure, missing, percent, quantity, seconds, whole } from './numbers.ts';
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
    options.color === true ? (color, text) => styleText(color, text) : (_, text) => text;
  const blocks = [
    heading(summary, paint),
    answerText(summary, paint),
    slowestText(summary.answer),
    countsText(summary),
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

function answerText({ answer, overload, slo }: RunSummary, paint: Paint): string {
  const lines: string[] = [];
  if (answer.sloMet === null) lines.push(`no latency target is stated`);
  else {
    const word = answer.sloMet ? paint('green', 'target met') : paint('red', 'TARGET MISSED');
    lines.push(`${word}: ${targetsText(answer)}`);
  }
  if (overload !== null) {
    const { offeredPerSecond: offered, sustainablePerSecond: bearable } = overload;
    lines.push(
      `${paint('red', 'OVERLOADED')}: ${figure(offered)} requests/s arrive, ${figure(bearable)}/s can be sustained`,
    );
  }
  lines.push(`bound by ${answer.bound.by ?? 'nothing that stands out'}: ${answer.bound.reason}`);
  if (answer.headroom !== null && overload === null) lines.push(headroomText(answer.headroom));
  if (slo.goodputRequestsPerSecond !== null) {
    lines.push(`goodput ${figure(slo.goodputRequestsPerSecond)} requests/s within all targets`);
  }
  return lines.map((line) => `  ${line}`).join('\n');
}

function targetsText({ workloads }: Answer): string {
  const judged = workloads.filter(({ target }) => target !== null);
  return judged
    .map(({ workload, attainment, target }) => {
      const name = workloads.length > 1 ? `${workload} ` : '';
      return `${name}${percent(attainment)} of requests within all targets (${percent(target)} wanted)`;
    })
    .join(', ');
}

function headroomText(headroom: NonNullable<Answer['headroom']>): string {
  const { requestsPerSecond, breaksAtLeastPerSecond: low, breaksAtMostPerSecond: high } = headroom;
  const now = `now ${figure(requestsPerSecond)} requests/s`;
  const range = low === high ? figure(low) : `${figure(low)} to ${figure(high)}`;
  const factor = `${figure(low / requestsPerSecond)}×`;
  const how = headroom.estimated ? 'estimated from this run' : 'measured';
  return `${now}; breaks at ${range} requests/s, at least ${factor} (${how})`;
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

function latencyText({ latency, tails }: Pick<RunSummary, 'latency' | 'tails'>): string {
  const rows = latencyRows.map(([label, key]) => [label, ...percentiles(latency[key], seconds)]);
  const joules = percentiles(tails.requestJoules, (value) => quantity(value, 'J'));
  return textTable(['latency', ...percentileHead], [...rows, ['energy of a request', ...joules]]);
}

function percentiles(block: PercentileBlock, show: (value: number | null) => string): string[] {
  const half = block.ci.mean === null || block.mean === null ? null : block.ci.mean[1] - block.mean;
  const mean =
    half === null ? show(block.mean) : `${show(block.mean)} ±${relative(half, block.mean)}`;
  const { p50, p90, p95, p99, p999, max } = block;
  return [mean, ...[p50, p90, p95, p99, p999, max].map(show)];
}

/** Half-width of an interval as a share of its mean. */
function relative(half: number, mean: number | null): string {
  return mean === null || mean === 0 ? missing : percent(half / mean).replace(' ', '');
}

function classesText({ classes }: RunSummary): string[] {
  const entries = Object.entries(classes);
  if (entries.length < 2) return [];
  return entries.map(([name, block]) => {
    const attained = `${percent(block.slo.attainment)} within all targets`;
    return `${name}: ${whole(block.counts.offered)} requests, ${attained}\n${latencyText(block)}`;
  });
}

function fleetText({ throughput, energy, utilization }: RunSummary): string {
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
      `busy ${percent(utilization.busy)}, batch ${figure(utilization.averageBatch)}, KV memory ${percent(utilization.kvCache)}, FLOP/s ${percent(utilization.mfu)}, bandwidth ${percent(utilization.mbu)}`,
    ],
  ];
  return rows.map(([label, text]) => `  ${label.padEnd(11)} ${text}`).join('\n');
}

function warningsText({ warnings }: RunSummary, paint: Paint): string {
  if (warnings.length === 0) return '';
  return warnings.map((warning) => `  ${paint('dim', `note: ${warning}`)}`).join('\n');
}
