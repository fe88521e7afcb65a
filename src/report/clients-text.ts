import type { DeferralSummary } from '../summary/deferral.ts';
import type { HedgingSummary } from '../summary/hedging.ts';
import type { RunSummary } from '../summary/run-summary.ts';
import { figure, percent, quantity, seconds, whole } from './numbers.ts';
import { percentiles } from './percentiles-text.ts';

/** How long clients who ask again took to an answer, from their first request. */
export function answerRows({ clients }: Pick<RunSummary, 'clients'>): string[][] {
  if (clients === undefined) return [];
  return [['question to answer', ...percentiles(clients.answerSeconds, seconds)]];
}

/** What became of the questions of clients who do more than wait; nothing where none does. */
export function clientsText({ clients }: Pick<RunSummary, 'clients'>): string[] {
  if (clients === undefined) return [];
  const { questions, requestsPerQuestion, answeredShare, abandonedShare } = clients;
  const { unansweredShare, undecidedShare } = clients;
  const undecided = (undecidedShare ?? 0) > 0 ? `, ${percent(undecidedShare)} cut off` : '';
  return [
    `${whole(questions)} questions of ${requestsPerQuestion === 1 ? 'one request' : `${figure(requestsPerQuestion)} requests`} each: ${percent(answeredShare)} answered, ${percent(abandonedShare)} abandoned, ${percent(unansweredShare)} in vain${undecided}`,
  ];
}

/** How often users go on with a session, and why not; nothing where they may not leave. */
export function satisfactionText({ satisfaction }: Pick<RunSummary, 'satisfaction'>): string[] {
  if (satisfaction === undefined) return [];
  const { turns, returnShare, lateShare, wrongShare, unansweredShare, leftSessions } = satisfaction;
  const wrong = wrongShare === null ? '' : `, ${percent(wrongShare)} wrong`;
  const without =
    (unansweredShare ?? 0) > 0 ? `; ${percent(unansweredShare)} of the turns had no answer` : '';
  return [
    `users go on after ${percent(returnShare)} of ${whole(turns)} turns: ${percent(lateShare)} of the answers late${wrong}${without}; ${whole(leftSessions)} sessions were left with more to ask`,
  ];
}

/** What clients came to who send a request once more. */
export function hedgingText(hedging: HedgingSummary): string {
  const { hedgedShare, wonShare, joules, joulesShare, outputTokens } = hedging;
  const won = wonShare === null ? '' : `, ${percent(wonShare)} of them answered by a later copy`;
  return `${percent(hedgedShare)} of the requests were sent once more${won}; ${quantity(joules, 'J')} (${percent(joulesShare)} of what steps took) and ${whole(outputTokens)} tokens of other copies thrown away`;
}

/** What waiting for cleaner or cheaper power came to. */
export function deferralText(deferral: DeferralSummary): string {
  const { heldShare, meanHeldSeconds, longestHeldSeconds, gaveUp } = deferral;
  const { arrivalGramsPerKwh, startGramsPerKwh, arrivalUsdPerKwh, startUsdPerKwh } = deferral;
  const waited =
    meanHeldSeconds === null
      ? 'no request waited'
      : `${percent(heldShare)} of the requests that may wait did, ${seconds(meanHeldSeconds)} on average and ${seconds(longestHeldSeconds)} at most`;
  const left = gaveUp > 0 ? `; ${whole(gaveUp)} gave up meanwhile` : '';
  return `${waited}${left}; the grid emitted ${figure(arrivalGramsPerKwh)} g/kWh when they came and ${figure(startGramsPerKwh)} when they started, at ${figure(arrivalUsdPerKwh)} and ${figure(startUsdPerKwh)} USD/kWh`;
}
