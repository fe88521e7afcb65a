import { suggest } from '../did-you-mean.ts';
import type { Path } from '../document/tree.ts';
import type { TokenPrices } from '../prices.ts';
import type { Reporter } from '../reporter.ts';
import { touches } from '../salvage.ts';
import type { Pool, Workload } from '../scenario.ts';
import type { RawPrices } from '../schema/prices.ts';

type RawPrice = RawPrices[number];

interface Priceable {
  readonly workload: Workload;
  readonly wrong: readonly string[];
}

/** Workloads with what their users are charged; each price names one of them, and none two. */
export function withPrices(
  raw: RawPrices,
  workloads: readonly Priceable[],
  pools: readonly { readonly pool: Pool }[],
  reporter: Reporter,
): Workload[] {
  const names = workloads.map(({ workload }) => workload.name);
  const knowsNames = workloads.every(({ wrong }) => !touches(wrong, ['name']));
  const prices = new Map<string, TokenPrices>();
  for (const [i, price] of raw.entries()) {
    const path = ['prices', i];
    const asker = workloads.find(({ workload }) => workload.name === price.tier);
    if (asker === undefined) {
      const fix = `a tier is a workload: ${suggest(price.tier, names)}`;
      if (knowsNames) {
        reporter.error([...path, 'tier'], `there is no workload ${price.tier}`, fix);
      }
      continue;
    }
    if (prices.has(price.tier)) {
      reporter.error([...path, 'tier'], `${price.tier} has a price already`, 'keep one');
    }
    checkIsPaid(price, asker, pools, path, reporter);
    prices.set(price.tier, tokenPrices(price));
  }
  return workloads.map(({ workload }) => {
    const price = prices.get(workload.name);
    return price === undefined ? workload : { ...workload, price };
  });
}

function tokenPrices({ input = 0, output = 0, reasoning = output, request = 0 }: RawPrice) {
  return {
    inputUsdPerMillion: input,
    outputUsdPerMillion: output,
    reasoningUsdPerMillion: reasoning,
    usdPerRequest: request,
  };
}

/** A price is of something that the workload has. */
function checkIsPaid(
  price: RawPrice,
  { workload, wrong }: Priceable,
  pools: readonly { readonly pool: Pool }[],
  path: Path,
  reporter: Reporter,
): void {
  const { tier, input, output, reasoning, request } = price;
  const stated = [input, output, reasoning, request].filter((each) => each !== undefined);
  if (stated.length === 0) {
    const fix = 'write input, output, reasoning or request, or leave the item out';
    reporter.error(path, `no price of ${tier} is stated`, fix);
    return;
  }
  const answersAtOnce = pools.some(
    ({ pool }) =>
      pool.oneShot !== undefined && pool.serves.some(({ ref }) => ref === workload.model),
  );
  if (answersAtOnce && !touches(wrong, ['model'])) {
    for (const key of ['input', 'output', 'reasoning'] as const) {
      if (price[key] === undefined) continue;
      const message = `requests of ${tier} have no tokens to pay for: ${workload.model} answers in one shot`;
      reporter.error([...path, key], message, 'write request: 0.01 USD');
    }
    return;
  }
  const isOneCall = workload.strategy === undefined && !touches(wrong, ['task', 'strategy']);
  if (reasoning === undefined || !isOneCall) return;
  const message = `one call answers each request of ${tier}: all of its tokens are the answer, and none is paid for as reasoning`;
  reporter.warning(
    [...path, 'reasoning'],
    message,
    'add a strategy to the workload, or leave it out',
  );
}
