import { suggest } from '../did-you-mean.ts';
import type { Path } from '../document/tree.ts';
import type { TokenPrices } from '../prices.ts';
import type { Reporter } from '../reporter.ts';
import { canKeepPrefixes } from '../rules/prefix-cache-parts.ts';
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

function tokenPrices({
  input = 0,
  cachedInput,
  output = 0,
  reasoning = output,
  request = 0,
}: RawPrice): TokenPrices {
  return {
    inputUsdPerMillion: input,
    ...(cachedInput !== undefined && { cachedInputUsdPerMillion: cachedInput }),
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
  const { tier, input, cachedInput, output, reasoning, request } = price;
  const parts = [input, cachedInput, output, reasoning, request];
  const stated = parts.filter((each) => each !== undefined);
  if (stated.length === 0) {
    const fix = 'write input, cachedInput, output, reasoning or request, or leave the item out';
    reporter.error(path, `no price of ${tier} is stated`, fix);
    return;
  }
  const answersAtOnce = pools.some(
    ({ pool }) =>
      pool.oneShot !== undefined && pool.serves.some(({ ref }) => ref === workload.model),
  );
  if (answersAtOnce && !touches(wrong, ['model'])) {
    for (const key of ['input', 'cachedInput', 'output', 'reasoning'] as const) {
      if (price[key] === undefined) continue;
      const message = `requests of ${tier} have no tokens to pay for: ${workload.model} answers in one shot`;
      reporter.error([...path, key], message, 'write request: 0.01 USD');
    }
    return;
  }
  if (cachedInput !== undefined && cachedInput > (input ?? 0)) {
    const message = `what a cache had of a prompt costs more than the rest of it (${input ?? 0} USD)`;
    reporter.warning([...path, 'cachedInput'], message, 'state a higher input, or leave it out');
  }
  if (cachedInput !== undefined && !touches(wrong, ['model', 'task', 'strategy']))
    checkCached(workload, pools, path, reporter);
  const isOneCall = workload.strategy === undefined && !touches(wrong, ['task', 'strategy']);
  if (reasoning === undefined || !isOneCall) return;
  const message = `one call answers each request of ${tier}: all of its tokens are the answer, and none is paid for as reasoning`;
  reporter.warning(
    [...path, 'reasoning'],
    message,
    'add a strategy to the workload, or leave it out',
  );
}

/** A prompt is found in caches where there are some; what calls of a strategy find there is no part of what its user sent. */
function checkCached(
  { name, strategy, model, routedTo = [] }: Workload,
  pools: readonly { readonly pool: Pool }[],
  path: Path,
  reporter: Reporter,
): void {
  const at = [...path, 'cachedInput'];
  if (strategy !== undefined) {
    const message = `is not available beside a strategy: the calls of one request of ${name} read its prompt several times`;
    reporter.error(at, message, 'leave it out: the prompt is charged once, as input');
    return;
  }
  const asked = [model, ...routedTo];
  const own = pools.filter(({ pool }) => pool.serves.some(({ ref }) => asked.includes(ref)));
  if (own.some(({ pool }) => pool.engine.prefixCache === true)) return;
  const message = `no pool that serves ${asked.join(' or ')} has a prefix cache, in which prompts of ${name} could be found`;
  const able = own.find(({ pool }) => canKeepPrefixes(pool));
  const fix = able && `write engine: {prefixCache: true} in ${able.pool.name}, or leave it out`;
  reporter.warning(at, message, fix ?? 'leave it out: none of them can keep one');
}
