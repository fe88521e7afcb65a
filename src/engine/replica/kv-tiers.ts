import type { CompiledTier, CompiledTiers } from '../../compile/compiled.ts';
import type { Content } from '../../policy/content.ts';
import { type TierName, tierNames } from '../../scenario/kv-tiers.ts';
import { field, type RequestTable, STRIDE } from '../request-table.ts';
import { PrefixCache } from './prefix-cache.ts';
import type { ReplicaSums } from './step-ledger.ts';

/** Blocks that a lower tier keeps under the texts that they hold: nobody holds them, the least recently used leave. */
export class TierStore {
  readonly spec: CompiledTier;
  readonly #blocks: PrefixCache;

  constructor(spec: CompiledTier, blockTokens: number) {
    this.spec = spec;
    this.#blocks = new PrefixCache(blockTokens);
  }

  /** Blocks that are here, from a prompt's start on, at most `limit`. */
  find(content: Content | null, id: number, limit: number): number {
    return this.#blocks.find(content, id, limit);
  }

  /** The first `blocks` blocks of a text are here from now on, and were used last, as far as there is room for them. */
  write(content: Content | null, id: number, blocks: number): void {
    const kept = this.#blocks;
    kept.hold(content, id, 0, blocks);
    kept.release(content, id, blocks);
    const excess = kept.evictable - this.spec.blocks;
    if (excess > 0) kept.evict(excess);
  }

  clear(): void {
    this.#blocks.clear();
  }

  get size(): number {
    return this.#blocks.evictable;
  }
}

/** What a request reads for a waiting prompt: blocks from `from` on, up to an end in each tier, the fastest first. */
interface Reads {
  readonly id: number;
  readonly from: number;
  readonly ends: readonly { readonly tier: TierName; readonly end: number }[];
}

/**
 * What lies below the prefix cache of a replica: memory of the host, local drives, a store over the network. Blocks are
 * written to all tiers as soon as they are computed, and whoever uses them uses them in all (SGLang HiCache,
 * write_through; LMCache). A prompt that comes reads what the tiers above do not have, and is admitted when all of it
 * is there (wait_complete), with free blocks for it; fewer tokens than a threshold are not worth it, and are computed.
 * Reads of one tier go one after the other, in order of arrival, at its whole bandwidth; writes take none of it.
 */
export class KvTiers {
  readonly #table: RequestTable;
  readonly #sums: ReplicaSums;
  readonly #blockTokens: number;
  readonly #leastTokens: number;
  readonly #stores: readonly TierStore[];
  /** When each tier has read what it was asked for. */
  readonly #freeSeconds: Float64Array;
  readonly #reads = new Map<number, Reads>();

  /** `shared`: the stores that other replicas use, too, by place; others are the replica's own. */
  constructor(
    table: RequestTable,
    sums: ReplicaSums,
    { tiers, leastTokens }: CompiledTiers,
    blockTokens: number,
    shared: readonly (TierStore | null)[],
  ) {
    this.#table = table;
    this.#sums = sums;
    this.#blockTokens = blockTokens;
    this.#leastTokens = leastTokens;
    this.#stores = tiers.map((spec, i) => shared[i] ?? new TierStore(spec, blockTokens));
    this.#freeSeconds = new Float64Array(tiers.length);
  }

  /** A request comes at `seconds`, `found` blocks of whose prompt the chips have. Returns when the others have been read. */
  read(handle: number, found: number, seconds: number): number {
    this.#reads.delete(handle);
    const { rows, contents } = this.#table;
    const base = handle * STRIDE;
    const id = rows[base + field.id]!;
    const target = rows[base + field.prompt]! + rows[base + field.made]!;
    const limit = Math.floor((target - 1) / this.#blockTokens);
    let end = found;
    const ends = this.#stores.map((store) => {
      end = Math.max(end, store.find(contents[handle]!, id, limit));
      return { tier: store.spec.tier, end };
    });
    if (end === found || (end - found) * this.#blockTokens < this.#leastTokens) return seconds;
    this.#reads.set(handle, { id, from: found, ends });
    let from = found;
    let there = seconds;
    for (let i = 0; i < ends.length; i++) {
      const blocks = ends[i]!.end - from;
      from = ends[i]!.end;
      if (blocks === 0) continue;
      const { tier, secondsPerBlock, latencySeconds } = this.#stores[i]!.spec;
      const free = Math.max(seconds, this.#freeSeconds[i]!) + blocks * secondsPerBlock;
      this.#sums.tierSeconds[tierNames.indexOf(tier)]! += blocks * secondsPerBlock;
      this.#freeSeconds[i] = free;
      there = Math.max(there, free + latencySeconds);
    }
    return there;
  }

  /**
   * Blocks of a waiting request's prompt that it has when it is admitted, the chips having `found`. Where these have lost
   * some since it came, what was read is of no use.
   */
  reached(handle: number, found: number): number {
    const reads = this.#reads.get(handle);
    if (reads === undefined || reads.id !== this.#table.rows[handle * STRIDE + field.id])
      return found;
    return found < reads.from ? found : Math.max(found, reads.ends.at(-1)!.end);
  }

  /** A request is admitted, of whose prompt the chips have `found` blocks; `isFirst`: for the first time. */
  admit(handle: number, found: number, isFirst: boolean): void {
    if (isFirst && this.reached(handle, found) > found) {
      let from = found;
      for (const { tier, end } of this.#reads.get(handle)!.ends) {
        const blocks = Math.max(0, end - from);
        from += blocks;
        this.#sums.tierTokens[tierNames.indexOf(tier)]! += blocks * this.#blockTokens;
      }
    }
    this.#reads.delete(handle);
  }

  /** The first `blocks` blocks of a text are computed, or used again. */
  write(content: Content | null, id: number, blocks: number): void {
    if (blocks > 0) for (const store of this.#stores) store.write(content, id, blocks);
  }

  /** The replica is lost, and with it all but what lies elsewhere. */
  clear(): void {
    this.#reads.clear();
    this.#freeSeconds.fill(0);
    for (const store of this.#stores) if (!store.spec.shared) store.clear();
  }
}
