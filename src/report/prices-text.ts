import type { TokenPrices } from '../scenario/prices.ts';
import type { ClassSummary } from '../summary/run-summary.ts';
import { counted, figure, percent } from './numbers.ts';

/** What users paid, against what it cost; nothing where nobody pays. */
export function pricesText({ prices, cost }: Pick<ClassSummary, 'prices' | 'cost'>): string[] {
  if (prices === undefined) return [];
  const { usdPerRequest, inputUsdPerRequest, outputUsdPerRequest, reasoningUsdPerRequest } = prices;
  const cached = prices.cachedInputUsdPerRequest;
  const found = cached === undefined ? '' : ` and ${figure(cached)} what caches had of it`;
  const parts =
    reasoningUsdPerRequest === null
      ? ''
      : ` (${figure(inputUsdPerRequest)} prompt${found}, ${figure(outputUsdPerRequest)} answer, ${figure(reasoningUsdPerRequest)} reasoning)`;
  const paid = [inputUsdPerRequest, cached ?? 0, outputUsdPerRequest, reasoningUsdPerRequest];
  // who pays by the request pays for no tokens, and what answers in one shot has none
  const tokens = paid.every((usd) => usd === 0)
    ? ''
    : `, ${counted(prices.answerTokensPerRequest, 'token')} of answer and ${figure(prices.reasoningTokensPerRequest)} of reasoning`;
  const charged = `  charged: ${figure(usdPerRequest)} USD per request that is paid for${tokens === '' ? '' : parts}${tokens}`;
  if (prices.marginUsdPerRequest === null) return [charged];
  const margin = `  margin: ${figure(prices.marginUsdPerRequest)} USD per request beside ${figure(cost.usdPerRequest)} USD of cost${prices.marginShare === null ? '' : `, ${percent(prices.marginShare)} of what is charged`}${breakEvenText(prices)}`;
  return [charged, margin];
}

function breakEvenText(prices: NonNullable<ClassSummary['prices']>): string {
  const { breakEvenReasoningUsdPerMillion: price } = prices;
  if (price === null) return '';
  if (price === 0) return '; covered with reasoning for nothing';
  return `; even at ${figure(price)} USD per million reasoning tokens`;
}

/** What users of a workload pay, in one line. */
export function priceLine(price: TokenPrices): string {
  const { inputUsdPerMillion, outputUsdPerMillion, reasoningUsdPerMillion, usdPerRequest } = price;
  const cached = price.cachedInputUsdPerMillion;
  const tokens = [
    [inputUsdPerMillion, 'prompt'],
    ...(cached === undefined ? [] : [[cached, 'what caches have of it'] as const]),
    [outputUsdPerMillion, 'answer'],
    [reasoningUsdPerMillion, 'reasoning'],
  ] as const;
  const stated = tokens
    .filter(([usd]) => usd > 0 || usd === cached)
    .map(([usd, of]) => `${figure(usd)} for ${of}`);
  const each = usdPerRequest > 0 ? [`${figure(usdPerRequest)} USD per request`] : [];
  const ofTokens = stated.length > 0 ? [`${stated.join(', ')} (USD per million tokens)`] : [];
  const all = [...each, ...ofTokens];
  return all.length === 0 ? 'users pay nothing' : `users pay ${all.join(' and ')}`;
}
