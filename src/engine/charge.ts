import type { CompiledWorkload } from '../compile/compiled.ts';
import { isPaidFor } from '../record/payments.ts';
import type { RequestRow } from '../record/port.ts';
import type { TokenPrices } from '../scenario/prices.ts';

/** Completes a row that else is whole with what its user pays. */
export type Charge = (row: RequestRow) => void;

/** Null where nobody pays. */
export function createCharge(workloads: readonly Pick<CompiledWorkload, 'price'>[]): Charge | null {
  if (workloads.every(({ price }) => price === undefined)) return null;
  return (row) => {
    const price = workloads[row.workload]!.price;
    const { outputTokens, answerTokens = outputTokens } = row;
    row.reasoningTokens = outputTokens - answerTokens;
    row.priceUsd = price === undefined ? Number.NaN : priceOf(row, price);
  };
}

/** What a request costs its user. */
function priceOf(row: Readonly<RequestRow>, price: TokenPrices): number {
  if (!isPaidFor(row)) return 0;
  const { askedTokens = 0, reasoningTokens = 0, outputTokens } = row;
  const { inputUsdPerMillion: input, cachedInputUsdPerMillion: cached = input } = price;
  const found = cached === input ? 0 : row.cachedTokens;
  const ofTokens =
    (askedTokens - found) * input +
    found * cached +
    (outputTokens - reasoningTokens) * price.outputUsdPerMillion +
    reasoningTokens * price.reasoningUsdPerMillion;
  return price.usdPerRequest + ofTokens / 1e6;
}
