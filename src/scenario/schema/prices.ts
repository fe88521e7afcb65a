import type { z } from 'zod';
import { anyList, block } from './blocks.ts';
import { name, quantity } from './scalars.ts';

const ofTokens = (description: string) =>
  quantity('tokenPrice', { min: 0, max: 1e9 }, description).optional();

/** One item of `prices`. */
const priceSchema = block({
  tier: name('workload whose users are charged'),
  input: ofTokens("for tokens of the user's own prompt; 0 where left out"),
  cachedInput: ofTokens(
    'for those of them that a prefix cache had when the request was first scheduled; as input where left out. Not with a strategy',
  ),
  output: ofTokens('for tokens of the delivered answer; 0 where left out'),
  reasoning: ofTokens(
    'for all other tokens that the calls of a request make; as output where left out',
  ),
  request: quantity(
    'money',
    { min: 0, max: 1e9 },
    'for each request that completes; 0 where left out',
  ).optional(),
});

/** What users are charged: kept apart from what serving them costs. */
export const pricesSchema = anyList(priceSchema, '- {tier: chat, input: 1 USD/M, output: 4 USD/M}');

export type RawPrices = z.output<typeof pricesSchema>;
