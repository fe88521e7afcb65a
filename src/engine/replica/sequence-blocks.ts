import type { PrefixSharing } from '../../physics/engine-profile.ts';
import type { CachedPrefixes } from '../../policy/scheduling/port.ts';
import { field, type RequestTable, STRIDE } from '../request-table.ts';
import type { Chunks } from './chunks.ts';
import type { KvLedger } from './kv-ledger.ts';
import type { KvTiers } from './kv-tiers.ts';
import type { PrefixCache } from './prefix-cache.ts';
import type { ReplicaSums } from './step-ledger.ts';

/**
 * The KV blocks of each sequence. With a prefix cache, a prompt begins with those of its blocks that are there, its full
 * blocks are kept, and those that it leaves are there until their place is needed. Kept from when on, the engine says: a
 * chunk that is scheduled is sure to be computed, since who leaves does so when its step has ended, and a replica that is
 * lost in a step forgets everything. A full block that was computed although it is there by now is given back, once its
 * step has ended, for the one that is there, so that no block is there twice (as in SGLang's radix cache; vLLM keeps both).
 *
 * Blocks of an answer are kept when it leaves: nobody can ask for them before.
 */
export class SequenceBlocks {
  readonly #table: RequestTable;
  readonly #kv: KvLedger;
  readonly #cache: PrefixCache | null;
  readonly #sums: ReplicaSums;
  readonly #tiers: KvTiers | null;
  readonly #sharing: PrefixSharing;
  /** Blocks that the step computes although somebody holds them. */
  #doubles = 0;

  constructor(
    table: RequestTable,
    kv: KvLedger,
    sums: ReplicaSums,
    tiers: KvTiers | null,
    sharing: PrefixSharing = 'scheduled',
  ) {
    this.#tiers = tiers;
    this.#sharing = sharing;
    this.#table = table;
    this.#kv = kv;
    this.#cache = kv.cache;
    this.#sums = sums;
  }

  /** Free blocks that a waiting request takes to join with a chunk of at most `budget` of its `target` tokens. */
  neededFor(handle: number, target: number, budget: number): number {
    const kv = this.#kv;
    const cache = this.#cache;
    if (cache === null) return kv.blocksFor(Math.min(target, budget));
    const found = this.#find(cache, handle, target);
    return this.#needed(target, budget, this.#tiers?.reached(handle, found) ?? found, cache.held);
  }

  /** The same at a later boundary, before which blocks that nobody holds may go: no more, and perhaps fewer. */
  leastNeededFor(handle: number, target: number, budget: number): number {
    const cache = this.#cache;
    if (cache === null) return this.#kv.blocksFor(Math.min(target, budget));
    this.#find(cache, handle, target);
    return this.#needed(target, budget, cache.held, cache.held);
  }

  #needed(target: number, budget: number, found: number, held: number): number {
    const cached = found * this.#kv.blockTokens;
    return this.#kv.blocksFor(cached + Math.min(target - cached, budget)) - held;
  }

  /** What the prefix cache has, for schedulers that go by it; null without one. */
  get prefixes(): CachedPrefixes | null {
    const cache = this.#cache;
    if (cache === null) return null;
    return {
      get version() {
        return cache.version;
      },
      cachedTokens: (handle) => this.foundBy(handle) * this.#kv.blockTokens,
    };
  }

  /** Blocks of a request's prompt that the chips have. */
  foundBy(handle: number): number {
    const cache = this.#cache;
    if (cache === null) return 0;
    const { rows } = this.#table;
    const base = handle * STRIDE;
    return this.#find(cache, handle, rows[base + field.prompt]! + rows[base + field.made]!);
  }

  /** One token is always computed: it makes the next one. */
  #find(cache: PrefixCache, handle: number, target: number): number {
    const limit = Math.floor((target - 1) / this.#kv.blockTokens);
    const id = this.#table.rows[handle * STRIDE + field.id]!;
    return cache.find(this.#table.contents[handle]!, id, limit);
  }

  /** A waiting request joins with `target` tokens to compute; those that are there need not be. Returns how many are. */
  join(handle: number, target: number, isFirst: boolean): number {
    const cache = this.#cache;
    if (cache === null) return 0;
    const { rows } = this.#table;
    const base = handle * STRIDE;
    const here = this.#find(cache, handle, target);
    const found = this.#tiers?.reached(handle, here) ?? here;
    this.#tiers?.admit(handle, here, isFirst);
    cache.hold(this.#table.contents[handle]!, rows[base + field.id]!, 0, found);
    this.#kv.wake(cache.woken);
    if (found > cache.present) this.#kv.take(found - cache.present);
    this.#tiers?.write(this.#table.contents[handle]!, rows[base + field.id]!, found);
    const tokens = found * this.#kv.blockTokens;
    rows[base + field.keptBlocks] = found;
    rows[base + field.computed] = tokens;
    if (isFirst) {
      rows[base + field.cachedTokens] = tokens;
      this.#sums.queriedTokens += target;
      this.#sums.foundTokens += tokens;
    }
    return tokens;
  }

  /** Whether a prompt of the step that is planned computes the very block that a waiting one would compute first. */
  awaits(handle: number, target: number, chunks: Readonly<Chunks>): boolean {
    const cache = this.#cache;
    if (cache === null || this.#sharing !== 'awaited' || chunks.count === 0) return false;
    const { rows, contents } = this.#table;
    const { blockTokens } = this.#kv;
    const here = this.#find(cache, handle, target);
    const found = this.#tiers?.reached(handle, here) ?? here;
    if (found === Math.floor((target - 1) / blockTokens)) return false;
    const text = cache.textAt(contents[handle]!, rows[handle * STRIDE + field.id]!, found);
    for (let i = 0; i < chunks.count; i++) {
      const other = chunks.handles[i]!;
      const base = other * STRIDE;
      if (rows[base + field.keptBlocks] !== found) continue;
      if ((found + 1) * blockTokens > rows[base + field.target]!) continue;
      if (cache.textAt(contents[other]!, rows[base + field.id]!, found) === text) return true;
    }
    return false;
  }

  /** A chunk of `tokens` tokens has its blocks in the step that is planned. */
  schedule(handle: number, tokens: number): void {
    const cache = this.#cache;
    if (cache === null || this.#sharing !== 'scheduled') return;
    // one that nobody held has its place for others at once
    if (this.#hold(cache, handle, tokens)) this.#doubles += cache.present - cache.woken;
  }

  /** A chunk of `tokens` tokens is computed: its full blocks are there, and below. */
  compute(handle: number, tokens: number): void {
    if (this.#sharing !== 'scheduled') this.keep(handle);
    else if (this.#tiers !== null) {
      const { blockTokens } = this.#kv;
      const computed = this.#table.rows[handle * STRIDE + field.computed]!;
      const full = Math.floor(computed / blockTokens);
      if (full > Math.floor((computed - tokens) / blockTokens)) this.#write(handle, full);
    }
  }

  /** The step is over, or lost. */
  giveDoubles(): void {
    this.#kv.give(this.#doubles);
    this.#doubles = 0;
  }

  /** What a sequence has computed is kept, as far as its blocks are full. */
  keep(handle: number): void {
    const cache = this.#cache;
    if (cache === null || !this.#hold(cache, handle, 0)) return;
    this.#write(handle, this.#table.rows[handle * STRIDE + field.keptBlocks]!);
    this.#kv.give(cache.present - cache.woken);
  }

  /** A sequence holds its full blocks, those of the next `tokens` tokens among them; false where they are no more. */
  #hold(cache: PrefixCache, handle: number, tokens: number): boolean {
    const { rows, contents } = this.#table;
    const base = handle * STRIDE;
    const kept = rows[base + field.keptBlocks]!;
    const full = Math.floor((rows[base + field.computed]! + tokens) / this.#kv.blockTokens);
    if (full <= kept) return false;
    cache.hold(contents[handle]!, rows[base + field.id]!, kept, full);
    rows[base + field.keptBlocks] = full;
    return true;
  }

  #write(handle: number, blocks: number): void {
    const { rows, contents } = this.#table;
    this.#tiers?.write(contents[handle]!, rows[handle * STRIDE + field.id]!, blocks);
  }

  /** A sequence that no longer runs leaves its blocks; returns how many of them nobody holds now. */
  leave(handle: number): number {
    const kv = this.#kv;
    const { rows } = this.#table;
    const base = handle * STRIDE;
    const cache = this.#cache;
    if (cache === null) return kv.heldBy(rows, handle);
    // of a step that is lost, chunks have given back what is not kept
    const held = Math.max(
      kv.blocksFor(rows[base + field.computed]!),
      rows[base + field.keptBlocks]!,
    );
    this.keep(handle);
    const kept = rows[base + field.keptBlocks]!;
    const id = rows[base + field.id]!;
    const left = cache.release(this.#table.contents[handle]!, id, kept);
    rows[base + field.keptBlocks] = 0;
    return held - kept + left;
  }
}
