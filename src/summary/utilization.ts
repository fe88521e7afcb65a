import { mean } from 'simple-statistics';
import type { PoolWindow } from '../record/totals.ts';
import type { SummaryInput } from './input.ts';
import type { TierHitRates } from './prefix-hits.ts';

/** What replicas did over the window: shares of it, 0 to 1, but for averageBatch. */
export interface ReplicaUse {
  readonly busy: number | null;
  /** Null where steps know no FLOPs and no bytes. */
  readonly mfu: number | null;
  readonly mbu: number | null;
  /** Null where no model generates tokens. */
  readonly kvCache: number | null;
  /** Running sequences per replica while it runs steps. */
  readonly averageBatch: number | null;
}

/** The same of one of several pools. */
export interface PoolUse extends ReplicaUse {
  readonly name: string;
  /** Requests that wait for its replicas, mean over the second half of the arrivals. */
  readonly waiting: number;
}

/** Of the whole fleet. */
export interface Utilization extends ReplicaUse {
  readonly prefixHitRate: number | null;
  /** Tokens that a decoding sequence makes per step, its accepted drafts included; absent where no pool drafts. */
  readonly acceptedTokensPerStep?: number | null;
  /** Of the prompt tokens, those that each tier below the prefix caches had; absent where no pool has any. */
  readonly tierHitRates?: TierHitRates;
  /** Share of the CPU cores with host stages that are taken; absent where no pool has any. */
  readonly hostCores?: number | null;
  /** Pool by pool; absent where there is one. */
  readonly pools?: readonly PoolUse[];
}

type Pools = SummaryInput['compiled']['pools'];

/** Of some pools, whose replicas did `window` together. */
export function replicaUse(window: PoolWindow, pools: Pools): ReplicaUse {
  const knowsRoofs = pools.every((pool) => pool.step.kind !== 'affine');
  return {
    busy: ratio(window.busySeconds, window.replicaSeconds),
    mfu: knowsRoofs ? ratio(window.flops, window.peakFlops) : null,
    mbu: knowsRoofs ? ratio(window.bytes, window.peakBytes) : null,
    kvCache: hasKvCache(pools) ? ratio(window.kvBlockSeconds, window.kvCapacityBlockSeconds) : null,
    averageBatch: ratio(window.sequenceSeconds, window.busySeconds),
  };
}

export function poolUses({ compiled, totals }: SummaryInput): Pick<Utilization, 'pools'> {
  const { window, backlog } = totals;
  const { pools } = window;
  if (pools === undefined) return {};
  return {
    pools: compiled.pools.map((pool, index) => {
      const waiting = backlog.poolWaiting?.[index] ?? [];
      return {
        name: pool.name,
        ...replicaUse(pools[index]!, [pool]),
        waiting: waiting.length > 0 ? mean([...waiting]) : 0,
      };
    }),
  };
}

/** Models that answer in one shot keep nothing for a next token: what their engines count are places in a batch. */
function hasKvCache(pools: Pools): boolean {
  return pools.some((pool) => pool.step.kind !== 'one-shot');
}

/** a ÷ b, or null where b is not positive. */
function ratio(a: number, b: number): number | null {
  return b > 0 ? a / b : null;
}
