/** Where KV blocks lie that are not on the chips, the fastest first. */
export const tierNames = ['host', 'nvme', 'remote'] as const;
export type TierName = (typeof tierNames)[number];

/** One tier below the prefix cache. */
export interface KvTier {
  readonly tier: TierName;
  /** Of a replica; of `remote`, of the whole pool. Null = auto: twice what the chips keep. */
  readonly capacityBytes: number | null;
  /** What a replica reads per second, and after which delay. */
  readonly bytesPerSecond: number;
  readonly latencySeconds: number;
}

/** Tiers below the prefix cache, the fastest first, and how many tokens of a prompt are worth a read. */
export interface KvTiersSpec {
  readonly tiers: readonly KvTier[];
  readonly leastTokens: number;
}
