import type { ClassSamples } from '../record/class-samples.ts';
import type { TokenPrices } from '../scenario/prices.ts';
import type { SummarizedScenario } from './input.ts';

/** What users paid for answers, against what these cost. Of the measured completed requests that have a price. */
export interface PriceFigures {
  /** Completed requests whose users pay. */
  readonly requests: number;
  /** What one is charged, and the parts of that; the parts are null over workloads of several prices. */
  readonly usdPerRequest: number | null;
  readonly inputUsdPerRequest: number | null;
  /** Of the prompt what was found in caches, whose tokens have a price of their own; absent where they have none. */
  readonly cachedInputUsdPerRequest?: number | null;
  readonly cachedInputTokensPerRequest?: number | null;
  readonly outputUsdPerRequest: number | null;
  readonly reasoningUsdPerRequest: number | null;
  /** Tokens of the delivered answer, and all others that its calls made; null of what answers in one shot, which makes none. */
  readonly answerTokensPerRequest: number | null;
  readonly reasoningTokensPerRequest: number | null;
  /** Charged − cost, of all completed requests: those of workloads without a price cost, and pay nothing. */
  readonly marginUsdPerRequest: number | null;
  /** The same ÷ charged: 0.4 = of each dollar that is paid, 40 cents are left. */
  readonly marginShare: number | null;
  /**
   * Price of a million reasoning tokens at which charges are the cost, all other prices as they are; 0 where these cover it
   * without. Null where there are no such tokens, over workloads of several prices, and where no cost is known.
   */
  readonly breakEvenReasoningUsdPerMillion: number | null;
}

/**
 * Absent where nobody pays; `price` is that of all these requests, or null where they have several. `makesTokens`: whether
 * all of them are answered with tokens.
 */
export function pricesOf(
  { payments, completed }: Pick<ClassSamples, 'payments' | 'completed'>,
  { usdPerRequest: cost }: { readonly usdPerRequest: number | null },
  price: TokenPrices | null,
  makesTokens = true,
): { readonly prices?: PriceFigures } {
  if (payments === null || payments === undefined) return {};
  const { requests, usd, askedTokens, cachedTokens, answerTokens, reasoningTokens } = payments;
  const cachedPrice = price?.cachedInputUsdPerMillion;
  const fullTokens = cachedPrice === undefined ? askedTokens : askedTokens - cachedTokens;
  const each = (sum: number) => (requests > 0 ? sum / requests : null);
  const part = (tokens: number, perMillion: number | undefined) =>
    perMillion === undefined ? null : each((tokens * perMillion) / 1e6);
  const margin = cost === null || completed === 0 ? null : usd / completed - cost;
  const reasoning = part(reasoningTokens, price?.reasoningUsdPerMillion);
  return {
    prices: {
      requests,
      usdPerRequest: each(usd),
      inputUsdPerRequest: part(fullTokens, price?.inputUsdPerMillion),
      ...(cachedPrice !== undefined && {
        cachedInputUsdPerRequest: part(cachedTokens, cachedPrice),
        cachedInputTokensPerRequest: each(cachedTokens),
      }),
      outputUsdPerRequest: part(answerTokens, price?.outputUsdPerMillion),
      reasoningUsdPerRequest: reasoning,
      answerTokensPerRequest: makesTokens ? each(answerTokens) : null,
      reasoningTokensPerRequest: makesTokens ? each(reasoningTokens) : null,
      marginUsdPerRequest: margin,
      marginShare: margin === null || usd === 0 ? null : (margin * completed) / usd,
      breakEvenReasoningUsdPerMillion:
        margin === null || reasoning === null || reasoningTokens === 0
          ? null
          : Math.max(0, ((reasoning - margin) * requests * 1e6) / reasoningTokens),
    },
  };
}

/** What users of these workloads paid; absent where nobody pays. */
export function paidBy(
  samples: Pick<ClassSamples, 'payments' | 'completed'>,
  cost: { readonly usdPerRequest: number | null },
  workloads: SummarizedScenario['workloads'],
  { pools }: Pick<SummarizedScenario, 'pools'>,
): { readonly prices?: PriceFigures } {
  return pricesOf(samples, cost, commonPrice(workloads), makeTokens(workloads, pools));
}

/** Whether all requests of these workloads that have a price are answered with tokens: none in one shot. */
function makeTokens(
  workloads: SummarizedScenario['workloads'],
  pools: SummarizedScenario['pools'],
): boolean {
  return !workloads.some(
    ({ price, group }) =>
      price !== undefined &&
      pools.some((pool) => pool.group === group && pool.step.kind === 'one-shot'),
  );
}

/** The one price of these workloads; null where they have several, or some have none. */
export function commonPrice(
  workloads: readonly { readonly price?: TokenPrices }[],
): TokenPrices | null {
  const [first, ...others] = workloads.map(({ price }) => JSON.stringify(price));
  const [one] = workloads;
  return others.every((other) => other === first) ? (one?.price ?? null) : null;
}

type Figure = readonly [metric: string, value: number | null, unit: string | null];

/** Rows of the summary table; none where nobody pays. */
export function priceFigures(prices: PriceFigures | undefined): readonly Figure[] {
  if (prices === undefined) return [];
  return [
    ['paying_requests', prices.requests, null],
    ['price_usd_per_request', prices.usdPerRequest, 'USD'],
    ['input_usd_per_request', prices.inputUsdPerRequest, 'USD'],
    ...cachedFigures(prices),
    ['output_usd_per_request', prices.outputUsdPerRequest, 'USD'],
    ['reasoning_usd_per_request', prices.reasoningUsdPerRequest, 'USD'],
    ['answer_tokens_per_request', prices.answerTokensPerRequest, null],
    ['reasoning_tokens_per_request', prices.reasoningTokensPerRequest, null],
    ['margin_usd_per_request', prices.marginUsdPerRequest, 'USD'],
    ['margin_share', prices.marginShare, null],
    ['break_even_reasoning_usd_per_million', prices.breakEvenReasoningUsdPerMillion, 'USD'],
  ];
}

function cachedFigures(prices: PriceFigures): readonly Figure[] {
  const { cachedInputUsdPerRequest: usd, cachedInputTokensPerRequest: tokens } = prices;
  if (usd === undefined || tokens === undefined) return [];
  return [
    ['cached_input_usd_per_request', usd, 'USD'],
    ['cached_input_tokens_per_request', tokens, null],
  ];
}
