import { latencyParts } from '../record/latency-parts.ts';
import { type Miss, misses } from '../record/misses.ts';
import type { Answer, Headroom } from '../summary/answer-figures.ts';
import type { RunSummary } from '../summary/run-summary.ts';
import { counted, figure, percent, seconds } from './numbers.ts';

/** Paints a piece of text where the terminal shows colours. */
export type Paint = (color: 'red' | 'green' | 'yellow' | 'bold' | 'dim', text: string) => string;

/** The answer first: whether targets are met, what bounds the run, and what more it would bear. */
export function answerText(summary: RunSummary, paint: Paint): string {
  const { answer, overload, slo } = summary;
  const lines = [targetLine(summary, paint)];
  if (overload !== null) {
    const { offeredPerSecond: offered, sustainablePerSecond: bearable } = overload;
    lines.push(
      `${paint('red', 'OVERLOADED')}: ${counted(offered, 'request')}/s arrive, ${figure(bearable)}/s can be sustained`,
    );
  }
  lines.push(`bound by ${answer.bound.by ?? 'nothing that stands out'}: ${answer.bound.reason}`);
  if (answer.headroom !== null) {
    lines.push(headroomText(answer.headroom, answer.workloads.length));
  }
  // without a target every answer is within it, which says no more than the throughput
  if (slo.goodputRequestsPerSecond !== null && statesTarget(summary)) {
    lines.push(`goodput ${counted(slo.goodputRequestsPerSecond, 'request')}/s within all targets`);
  }
  return lines.map((line) => `  ${line}`).join('\n');
}

/** Whether any workload, or the one that is named, says how soon it wants to be answered. */
export function statesTarget({ answer }: Pick<RunSummary, 'answer'>, name?: string): boolean {
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
  const upTo = answer.headroom === null ? '' : upToText(answer.headroom, answer);
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

/** How much more it bears; whose arrivals that is said of, where those of others stay as they are. */
function upToText({ factor, of }: Headroom, { workloads }: Answer): string {
  if (factor <= 1) return '';
  const load = of.length < workloads.length ? `the arrivals of ${of.join(', ')}` : 'the load';
  return `, and up to about ${times(factor)} ${load}`;
}

function headroomText(headroom: Headroom, workloads: number): string {
  const { of, nowRequestsPerSecond: now, factor, breaksAtFactor } = headroom;
  const { metric, workload, breaks } = headroom;
  const whose = of.length < workloads ? ` of ${of.join(', ')} (the others stay as they are)` : '';
  const start = `now ${counted(now, 'request')}/s${whose};`;
  const most = `${counted(headroom.requestsPerSecond, 'request')}/s (${times(factor)}${rangeText(headroom)})`;
  if (breaks === 'overload' || metric === null) {
    return `${start} no more can be served than ${most}: the rest would pile up`;
  }
  const what = `${missNames[metric]} of ${workload}`;
  if (factor === 0) {
    const at = `${counted(now * breaksAtFactor, 'request')}/s`;
    return `${start} breaks at ${at} already (${times(breaksAtFactor)}): ${what}; fewer arrivals do not help`;
  }
  return `${start} ${factor < 1 ? 'would hold' : 'holds'} up to ${most}; what breaks first: ${what}`;
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

/** Where the slowest requests spent their time; nothing where none completed. */
export function slowestText({ slowest }: Answer): string {
  if (slowest === null) return '';
  const parts = latencyParts
    .map((part) => ({ part, share: slowest.parts[part] }))
    .filter(({ share }) => share >= 0.005)
    .sort((a, b) => b.share - a.share)
    .map(({ part, share }) => `${part} ${percent(share)}`);
  const who = `The slowest ${percent(slowest.share)} took ${seconds(slowest.e2eSeconds)} or more`;
  return `${who}: ${parts.join(', ')}`;
}
