import type { FloorFigures } from '../summary/floors.ts';
import type { RolloutSummary } from '../summary/rollout.ts';
import type { ClassSummary, Quality } from '../summary/run-summary.ts';
import type { StageFigures } from '../summary/stages.ts';
import type { ThinkingFigures } from '../summary/thinking.ts';
import { counted, figure, percent, quantity, seconds, span } from './numbers.ts';

/**
 * What answers were worth, what a right one cost, and which part of the strategy did what. A strategy that shadows another
 * gets copies alone, and no request: what it did stands in the line of the roll-out.
 */
export function answersText(
  { quality, stages, floors }: Pick<ClassSummary, 'quality' | 'stages' | 'floors'>,
  rollout?: Pick<RolloutSummary, 'kind' | 'to'>,
): string[] {
  const shadow = rollout?.kind === 'shadow' ? rollout.to : null;
  const serving = (stages ?? []).filter(({ stage }) => stage !== shadow);
  return [...qualityText(quality), ...serving.map(stageText), ...(floors ?? []).map(floorText)];
}

const whose = {
  all: 'all requests',
  'high-stakes': 'requests with high stakes',
  others: 'all others',
} as const;

/** What a route promised, and whether the run says that it was kept. */
function floorText(of: FloorFigures): string {
  const { accuracyInterval: interval, slaFloor, held } = of;
  const within = interval === null ? '' : ` (${span(percent(interval[0]), percent(interval[1]))})`;
  const told = `  of ${whose[of.of]} (${counted(of.requests, 'request')}) ${percent(of.accuracy)} right${within}`;
  if (slaFloor === null) return told;
  const floor = `the floor of ${percent(slaFloor)}`;
  if (held === null) return `${told}: too few to tell whether ${floor} was held`;
  return `${told}: ${floor} was ${held ? 'held' : 'missed'}`;
}

function stageText(of: StageFigures): string {
  if (of.calledShare === 0) return `  ${of.stage}: called for no request`;
  const dollars = of.usdPerRequest === null ? '' : ` and ${figure(of.usdPerRequest)} USD`;
  return `  ${of.stage}: called for ${percent(of.calledShare)} of the requests, of which ${percent(of.rightShare)} were answered rightly; ${percent(of.joulesShare)} of the energy of steps, ${quantity(of.joulesPerRequest, 'J')}${dollars} per request of all`;
}

/** Nothing where no workload has a task. */
function qualityText(quality: Quality | null): string[] {
  if (quality === null) return [];
  const { accuracyInterval: interval, usdPerCorrectAnswer: usd } = quality;
  const within = interval === null ? '' : ` (${span(percent(interval[0]), percent(interval[1]))})`;
  const kept = quality.keptJoulesShare;
  const checked = quality.verificationJoulesShare;
  const discarded = kept === null || checked === null ? null : 1 - kept - checked;
  const dollars = usd === null ? '' : `, ${figure(usd)} USD`;
  const caught = quality.falseRejectRate ?? 0;
  const held = caught > 0 ? `, ${percent(caught)} held back though right` : '';
  return [
    `${percent(quality.accuracy)} right${within}, ${percent(quality.escapedErrorRate)} wrong and delivered (${percent(quality.hallucinationRate)} with confidence)${held}`,
    `  ${counted(quality.callsPerRequest, 'call')} and ${counted(quality.tokensPerRequest, 'token')} per request; energy of steps: ${percent(kept)} led to delivered answers, ${percent(discarded)} was discarded, ${percent(checked)} checked`,
    `  a right answer took ${figure(quality.tokensPerCorrectAnswer)} tokens, ${quantity(quality.joulesPerCorrectAnswer, 'J')}${dollars} and ${seconds(quality.secondsPerCorrectAnswer)} of waiting`,
    ...unansweredText(quality),
    ...(quality.thinking === undefined ? [] : [thinkingText(quality.thinking)]),
  ];
}

/** Why answers are none, where any is. */
function unansweredText({ cutOffRate, outgrownRate }: Quality): string[] {
  const told = (rate: number | null, why: string) =>
    rate === null || rate === 0 ? [] : [`  ${percent(rate)} got no answer: ${why}`];
  return [
    ...told(cutOffRate, 'maxTokens ended theirs before its end'),
    ...told(outgrownRate, 'their text outgrew the context of the model, or its KV cache'),
  ];
}

function thinkingText(of: ThinkingFigures): string {
  const { chains, askedTokens, usedTokens, usedOverAsked } = of;
  return `  ${counted(chains, 'chain')} of thought: asked for ${figure(askedTokens)} tokens on average, took ${figure(usedTokens)} (${percent(usedOverAsked)} of those asked for)`;
}
