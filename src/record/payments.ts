import type { AnswerFate } from './fates.ts';
import { outcomeCode } from './outcome.ts';
import type { RequestRow } from './port.ts';

/** Fates of requests whose users get nothing; one whose answer maxTokens cut off has asked for no more, and pays for what there is. */
const unpaid: ReadonlySet<unknown> = new Set<AnswerFate>([
  'wrong-caught',
  'right-rejected',
  'outgrown',
]);

/** Whether a user pays for a request: it is answered, and a strategy has not held the answer back. */
export function isPaidFor({ outcome, fate }: Pick<RequestRow, 'outcome' | 'fate'>): boolean {
  return outcome === outcomeCode.completed && !unpaid.has(fate);
}

/** What the measured completed requests of workloads with a price were charged. */
export class PaymentCounts {
  requests = 0;
  usd = 0;
  /** Tokens of users' own prompts, of delivered answers, and all others that calls made. */
  askedTokens = 0;
  /** Of users' prompts, where one call each reads them. */
  cachedTokens = 0;
  answerTokens = 0;
  reasoningTokens = 0;

  accept(row: Readonly<RequestRow>): void {
    const { priceUsd = 0, askedTokens = 0, outputTokens, reasoningTokens = 0 } = row;
    this.requests += 1;
    this.usd += priceUsd;
    this.askedTokens += askedTokens;
    this.cachedTokens += row.cachedTokens;
    this.answerTokens += outputTokens - reasoningTokens;
    this.reasoningTokens += reasoningTokens;
  }
}
