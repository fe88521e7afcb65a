import type { SummaryInput } from './input.ts';

/** Whether any pool finds what prompts begin with. */
export function hasPrefixCache({ pools }: SummaryInput['compiled']): boolean {
  return pools.some(({ engine }) => engine.prefixCache === true);
}

/** Shares of all prompt tokens, 0 to 1; null without prompts. */
export interface TierHitRates {
  readonly host: number | null;
  readonly nvme: number | null;
  readonly remote: number | null;
}

/** What the tiers below the prefix caches had; empty where no pool has any. */
export function tierHitRates({ compiled, totals }: SummaryInput): {
  readonly tierHitRates?: TierHitRates;
} {
  if (compiled.pools.every(({ tiers }) => tiers === undefined)) return {};
  const { queriedTokens, tierTokens } = totals.window;
  const rate = (i: number) => (queriedTokens > 0 ? tierTokens[i]! / queriedTokens : null);
  return { tierHitRates: { host: rate(0), nvme: rate(1), remote: rate(2) } };
}
