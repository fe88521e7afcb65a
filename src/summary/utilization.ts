import type { SummaryInput } from './input.ts';
import type { TierHitRates } from './prefix-hits.ts';

/** Shares of the window, 0 to 1, but for averageBatch. */
export interface Utilization {
  readonly busy: number | null;
  readonly mfu: number | null;
  readonly mbu: number | null;
  /** Null where no model generates tokens. */
  readonly kvCache: number | null;
  readonly prefixHitRate: number | null;
  /** Running sequences per replica while it runs steps. */
  readonly averageBatch: number | null;
  /** Tokens that a decoding sequence makes per step, its accepted drafts included; absent where no pool drafts. */
  readonly acceptedTokensPerStep?: number | null;
  /** Of the prompt tokens, those that each tier below the prefix caches had; absent where no pool has any. */
  readonly tierHitRates?: TierHitRates;
  /** Share of the CPU cores with host stages that are taken; absent where no pool has any. */
  readonly hostCores?: number | null;
}

/** Models that answer in one shot keep nothing for a next token: what their engines count are places in a batch. */
export function hasKvCache({ pools }: SummaryInput['compiled']): boolean {
  return pools.some((pool) => pool.step.kind !== 'one-shot');
}
