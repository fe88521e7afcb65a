import { assert } from '../../base/assert.ts';
import { field, STRIDE } from '../request-table.ts';
import type { PrefixCache } from './prefix-cache.ts';

/**
 * Who holds how many KV blocks. A sequence of a model with recurrent layers holds `stateBlocks` for its state beside
 * those of its tokens, from its first token on. Decoding sequences are not held one by one: each takes a block whenever its cached
 * tokens fill the last one, and `(cached − decode counter) mod block` never changes while it decodes, so counts by that
 * class give the demand of any coming step exactly. With drafts, which are kept or not, only the next step's demand is known,
 * and each sequence says what it kept. With a prefix cache, blocks that nobody holds are free, and leave it when none
 * else is. Law: allocated + free = total, always.
 */
export class KvLedger {
  total: number;
  readonly blockTokens: number;
  readonly stateBlocks: number;
  readonly cache: PrefixCache | null;
  free: number;
  /** With a prefix cache: blocks that the step which is planned takes for its decoding sequences. */
  #promised = 0;
  /** Sequences that decode. */
  decoding = 0;
  readonly #classes: Int32Array;
  /** Tokens that a decoding sequence has blocks for in a step: with drafts more than it may keep. */
  readonly #stepTokens: number;
  /** With drafts: blocks that the next step takes for its decoding sequences. */
  #growth = 0;

  constructor(
    total: number,
    blockTokens: number,
    stateBlocks = 0,
    stepTokens = 1,
    cache: PrefixCache | null = null,
  ) {
    this.cache = cache;
    this.#stepTokens = stepTokens;
    this.total = total;
    this.blockTokens = blockTokens;
    this.stateBlocks = stateBlocks;
    this.free = total;
    this.#classes = new Int32Array(blockTokens);
  }

  /** Blocks of a sequence with `tokens` cached tokens: those that they fill or begin, and those of its state. */
  blocksFor(tokens: number): number {
    return tokens === 0 ? 0 : this.stateBlocks + Math.ceil(tokens / this.blockTokens);
  }

  /** Blocks that the sequence of the row at `base` holds once it has `tokens` cached. */
  held(_rows: Float64Array, _base: number, tokens: number): number {
    return this.blocksFor(tokens);
  }

  /** Blocks that a sequence holds which runs, no chunk of it in the step. */
  heldBy(rows: Float64Array, handle: number): number {
    const base = handle * STRIDE;
    return this.held(rows, base, rows[base + field.computed]!);
  }

  take(blocks: number): void {
    this.free -= blocks;
    assert(this.free >= 0, 'KV ledger: more blocks taken than there are');
    if (this.cache !== null) this.#makeRoom(this.cache);
  }

  /** Blocks of the prefix cache that nobody held are held now: they are not free, and nothing has to leave for them. */
  wake(blocks: number): void {
    this.free -= blocks;
    assert(this.free >= 0, 'KV ledger: more blocks taken than there are');
  }

  /**
   * A step is planned at `counter`, or `steps` of a stretch have begun: decoding sequences take their blocks, as far as there
   * are, before anything else happens. With a prefix cache, this may make blocks leave that somebody would find; the books follow when
   * the step is booked.
   */
  promise(counter: number, steps = 1): void {
    if (this.cache === null) return;
    this.#promised = Math.min(this.demandOver(counter, steps), this.free);
    this.#makeRoom(this.cache);
  }

  #makeRoom(cache: PrefixCache): void {
    const missing = this.#promised + cache.evictable - this.free;
    if (missing > 0) cache.evict(Math.min(missing, cache.evictable));
  }

  /** Where several models share the memory: there are `total` blocks from now on, no fewer than are held. */
  resize(total: number): void {
    this.free += total - this.total;
    this.total = total;
    assert(this.free >= 0, 'KV ledger: held blocks taken away');
  }

  give(blocks: number): void {
    this.free += blocks;
    assert(this.free <= this.total, 'KV ledger: more blocks freed than there are');
  }

  /** A sequence with `cached` tokens starts to decode at decode counter `counter`. */
  join(cached: number, counter: number): void {
    if (this.#stepTokens === 1) this.#classes[this.#classOf(cached, counter)]!++;
    else this.#growth += this.#growthOf(cached);
    this.decoding++;
  }

  /** A decoding sequence with `cached` tokens stops at `counter`; its blocks stay taken until they are given back. */
  leave(cached: number, counter: number): void {
    if (this.#stepTokens === 1) this.#classes[this.#classOf(cached, counter)]!--;
    else this.#growth -= this.#growthOf(cached);
    this.decoding--;
  }

  /** Of the step that a decoding sequence with `cached` tokens had blocks for, it keeps `tokens`; the rest is given back. */
  keep(cached: number, tokens: number): void {
    if (this.#stepTokens === 1) return;
    this.give(this.blocksFor(cached + this.#stepTokens) - this.blocksFor(cached + tokens));
    this.#growth += this.#growthOf(cached + tokens) - this.#growthOf(cached);
  }

  /** With drafts: blocks that a decoding sequence takes for a step. */
  #growthOf(cached: number): number {
    return this.blocksFor(cached + this.#stepTokens) - this.blocksFor(cached);
  }

  /** Blocks that the step which starts at `counter` takes for its decoding sequences. */
  demand(counter: number): number {
    if (this.#stepTokens > 1) return this.#growth;
    return this.#classes[this.#classOf(0, counter)]!;
  }

  /** Blocks that `steps` steps from `counter` on take. O(block size). */
  demandOver(counter: number, steps: number): number {
    if (steps === 1) return this.demand(counter);
    const size = this.blockTokens;
    const cycles = Math.floor(steps / size);
    let blocks = cycles * this.decoding;
    const rest = steps - cycles * size;
    let index = this.#classOf(0, counter);
    for (let i = 0; i < rest; i++) {
      blocks += this.#classes[index]!;
      index = index === 0 ? size - 1 : index - 1;
    }
    return blocks;
  }

  /** How many steps from `counter` on have their blocks, at most `limit`. */
  stepsWithBlocks(counter: number, limit: number): number {
    const size = this.blockTokens;
    const decoding = this.decoding;
    if (decoding === 0 || (Math.floor(limit / size) + 1) * decoding <= this.free) return limit;
    const cycles = Math.floor(this.free / decoding);
    let steps = cycles * size;
    if (steps >= limit) return limit;
    let left = this.free - cycles * decoding;
    let index = this.#classOf(0, counter);
    while (steps < limit) {
      left -= this.#classes[index]!;
      if (left < 0) return steps;
      index = index === 0 ? size - 1 : index - 1;
      steps++;
    }
    return limit;
  }

  /** Books the blocks that `steps` steps from `counter` on took. */
  advance(counter: number, steps: number): void {
    this.#promised = 0;
    this.take(this.demandOver(counter, steps));
  }

  /** Throws unless nothing is held: the leak check at the end of a run. */
  assertEmpty(): void {
    assert(this.free === this.total, `KV ledger: ${this.total - this.free} blocks leaked`);
    assert(this.decoding === 0 && this.#growth === 0, 'KV ledger: sequences left behind');
    this.cache?.assertUnheld();
  }

  #classOf(cached: number, counter: number): number {
    // whole numbers, said so: a remainder of floats costs ten times as much
    const remainder = ((cached - counter) | 0) % this.blockTokens;
    return remainder < 0 ? remainder + this.blockTokens : remainder;
  }
}
