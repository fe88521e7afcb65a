import type { WindowTotals } from '../record/totals.ts';
import { tierNames } from '../scenario/kv-tiers.ts';
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

/** Of the tiers below prefix caches the one that is asked for most, and the share of the window that its reads take; null where no pool has any. */
export function busiestTier({ compiled, totals }: SummaryInput): {
  readonly name: string;
  readonly share: number;
} | null {
  const { window } = totals;
  const seconds = compiled.pools
    .map(({ tiers }, pool) => (tiers === undefined ? 0 : poolWindow(window, pool).replicaSeconds))
    .reduce((sum, each) => sum + each, 0);
  if (!(seconds > 0)) return null;
  const most = Math.max(...window.tierSeconds);
  return { name: tierNames[window.tierSeconds.indexOf(most)]!, share: most / seconds };
}

const poolWindow = (window: WindowTotals, pool: number) => window.pools?.[pool] ?? window;
