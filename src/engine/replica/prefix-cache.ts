import { assert } from '../../base/assert.ts';
import type { Content } from '../../policy/content.ts';

/**
 * Evictable blocks of one text that became so at one instant: `[from, to)` in blocks since the start of a prompt. They
 * leave from the end. Segments of a text lie beside each other, the one that was let go last in front.
 */
interface Segment {
  readonly text: Text;
  from: number;
  to: number;
  /** Neighbours in the text, behind and in front. */
  behind: Segment | null;
  before: Segment | null;
  /** Neighbours in the order of eviction. */
  older: Segment | null;
  newer: Segment | null;
}

/** A text's blocks in the cache: `[start, end)`, of which those before `top` are held by somebody. */
interface Text {
  readonly id: number;
  readonly start: number;
  end: number;
  /** The farthest block that a sequence holds, and how many hold up to it; `start` and 0 where nobody does. */
  top: number;
  atTop: number;
  /** Less far ones, ascending: pairs (block, sequences). Null where there are none. */
  lower: number[] | null;
  front: Segment | null;
}

/**
 * Which full KV blocks are kept under the text that they hold: by sequences that run, or by nobody, until their place is
 * needed, least recently used first and of one sequence's the last block first. Equal to a list of single blocks under
 * chained hashes, but held as ranges of texts (policy/content.ts): whoever has a block has all before it, so that of each
 * text a range is there, a front part of it held. Costs O(texts of the prompt), however many blocks they have.
 */
export class PrefixCache {
  readonly #blockTokens: number;
  readonly #texts = new Map<number, Text>();
  #oldest: Segment | null = null;
  #newest: Segment | null = null;
  /** Ranges of texts that sequences hold. */
  #holds = 0;
  /** Blocks that nobody holds. */
  evictable = 0;
  /** Blocks that were taken for something else. */
  evicted = 0;
  /** Another number whenever a prompt may find more, or less, than before. */
  version = 0;
  /** Of the blocks that were found or kept last: those that somebody held, that were there, that nobody had held. */
  held = 0;
  present = 0;
  woken = 0;

  constructor(blockTokens: number) {
    this.#blockTokens = blockTokens;
  }

  /** Blocks of a prompt that are there from its start on, at most `limit`; `held` says how many of them somebody holds. */
  find(content: Content | null, id: number, limit: number): number {
    let found = 0;
    this.held = 0;
    const runs = content === null ? 0 : content.length;
    for (let i = 0; i <= runs && found < limit; i += 2) {
      const end = Math.min(limit, i < runs ? this.#blocks(content![i + 1]!) : limit);
      if (end <= found) continue;
      const text = this.#texts.get(keyOf(i < runs ? content![i]! : id, found));
      if (text === undefined) break;
      const reached = Math.min(text.end, end);
      this.held += Math.max(0, Math.min(text.top, reached) - found);
      found = Math.max(found, reached);
      if (reached < end) break;
    }
    return found;
  }

  /** Names the text that a prompt's block with this index is of: equal where those of two prompts are the same block. */
  textAt(content: Content | null, id: number, block: number): number {
    let start = 0;
    const runs = content === null ? 0 : content.length;
    for (let i = 0; i < runs; i += 2) {
      const end = this.#blocks(content![i + 1]!);
      if (block < end) return keyOf(content![i]!, start);
      start = end;
    }
    return keyOf(id, start);
  }

  /**
   * A sequence that holds `from` blocks holds `to` from now on. Those that are not there are kept; `present` says how
   * many were, and `woken` how many of these nobody held.
   */
  hold(content: Content | null, id: number, from: number, to: number): void {
    this.present = 0;
    this.woken = 0;
    let start = 0;
    const runs = content === null ? 0 : content.length;
    for (let i = 0; i <= runs && start < to; i += 2) {
      const end = i < runs ? this.#blocks(content![i + 1]!) : Number.POSITIVE_INFINITY;
      if (end > from && end > start) {
        const last = Math.min(end, to);
        this.#raise(this.#textOf(i < runs ? content![i]! : id, start), Math.max(from, start), last);
      }
      start = end;
    }
  }

  /** A sequence lets go of its `blocks`; returns how many of them nobody holds now. */
  release(content: Content | null, id: number, blocks: number): number {
    const before = this.evictable;
    const runs = content === null ? 0 : content.length;
    // the last text first: what follows another text leaves before it
    for (let i = runs; i >= 0; i -= 2) {
      const start = i === 0 ? 0 : this.#blocks(content![i - 1]!);
      const end = Math.min(
        blocks,
        i < runs ? this.#blocks(content![i + 1]!) : Number.POSITIVE_INFINITY,
      );
      if (end <= start) continue;
      const text = this.#texts.get(keyOf(i < runs ? content![i]! : id, start));
      assert(text !== undefined, 'prefix cache: a held text is not there');
      const { top } = text;
      this.#drop(text, end);
      if (text.top < top) this.#append(text, text.top, top);
    }
    return this.evictable - before;
  }

  /** Takes the places of `blocks` blocks, the least recently used first. */
  evict(blocks: number): void {
    assert(blocks <= this.evictable, 'prefix cache: more blocks evicted than nobody holds');
    this.evictable -= blocks;
    this.evicted += blocks;
    this.version++;
    let left = blocks;
    while (left > 0) {
      const segment = this.#oldest!;
      const { text } = segment;
      const taken = Math.min(left, segment.to - segment.from);
      left -= taken;
      segment.to -= taken;
      text.end -= taken;
      if (segment.to > segment.from) break;
      this.#unlink(segment);
      if (segment.before !== null) segment.before.behind = null;
      else text.front = null;
      if (text.end === text.start) this.#texts.delete(keyOf(text.id, text.start));
    }
  }

  /** Forgets everything; nobody may hold anything. */
  clear(): void {
    this.assertUnheld();
    this.#texts.clear();
    this.version++;
    this.#oldest = null;
    this.#newest = null;
    this.evictable = 0;
  }

  /** Throws where somebody holds a block, or the blocks that nobody holds do not add up. */
  assertUnheld(): void {
    assert(this.#holds === 0, 'prefix cache: blocks are still held');
    let blocks = 0;
    for (let s = this.#oldest; s !== null; s = s.newer) blocks += s.to - s.from;
    assert(blocks === this.evictable, 'prefix cache: evictable blocks do not add up');
    let kept = 0;
    for (const { start, end } of this.#texts.values()) kept += end - start;
    assert(kept === blocks, 'prefix cache: blocks that nobody can evict');
  }

  /** Full blocks of so many tokens. */
  #blocks(tokens: number): number {
    return Math.floor(tokens / this.#blockTokens);
  }

  #textOf(id: number, start: number): Text {
    const key = keyOf(id, start);
    let text = this.#texts.get(key);
    if (text === undefined) {
      text = { id, start, end: start, top: start, atTop: 0, lower: null, front: null };
      this.#texts.set(key, text);
    }
    return text;
  }

  /** One that holds a text up to `from` (its start: not at all) holds it up to `to`. */
  #raise(text: Text, from: number, to: number): void {
    const there = Math.min(text.end, to);
    if (there > from) this.present += there - from;
    if (there > text.top) this.#wake(text, there);
    if (to > text.end) {
      text.end = to;
      this.version++;
    }
    if (from > text.start) this.#drop(text, from);
    this.#add(text, to);
  }

  /** Blocks from the top to `to` are no longer evictable. */
  #wake(text: Text, to: number): void {
    this.woken += to - text.top;
    this.evictable -= to - text.top;
    let segment = text.front;
    while (segment !== null && segment.to <= to) {
      this.#unlink(segment);
      segment = segment.behind;
    }
    if (segment !== null) {
      if (segment.from < to) segment.from = to;
      segment.before = null;
    }
    text.front = segment;
  }

  #add(text: Text, to: number): void {
    this.#holds++;
    if (to === text.top) {
      text.atTop++;
    } else if (to > text.top) {
      if (text.atTop > 0) {
        text.lower ??= [];
        text.lower.push(text.top, text.atTop);
      }
      text.top = to;
      text.atTop = 1;
    } else {
      text.lower ??= [];
      const at = placeOf(text.lower, to);
      if (text.lower[at] === to) text.lower[at + 1]!++;
      else text.lower.splice(at, 0, to, 1);
    }
  }

  #drop(text: Text, to: number): void {
    this.#holds--;
    if (to < text.top) {
      const lower = text.lower!;
      const at = placeOf(lower, to);
      assert(lower[at] === to, 'prefix cache: nobody holds a text up to there');
      lower[at + 1]!--;
      if (lower[at + 1] === 0) lower.splice(at, 2);
      return;
    }
    assert(to === text.top && text.atTop > 0, 'prefix cache: nobody holds a text up to there');
    text.atTop--;
    if (text.atTop > 0) return;
    const { lower } = text;
    if (lower === null || lower.length === 0) {
      text.top = text.start;
    } else {
      text.atTop = lower.pop()!;
      text.top = lower.pop()!;
    }
  }

  #append(text: Text, from: number, to: number): void {
    const behind = text.front;
    const older = this.#newest;
    const segment: Segment = { text, from, to, behind, before: null, older, newer: null };
    if (behind !== null) behind.before = segment;
    text.front = segment;
    if (older === null) this.#oldest = segment;
    else older.newer = segment;
    this.#newest = segment;
    this.evictable += to - from;
  }

  #unlink({ older, newer }: Segment): void {
    if (older === null) this.#oldest = newer;
    else older.newer = newer;
    if (newer === null) this.#newest = older;
    else newer.older = older;
  }
}

const MOST_BLOCKS = 2 ** 21;

/** A text that begins at another block of a prompt holds other tokens there: it is another text. */
function keyOf(id: number, start: number): number {
  return id * MOST_BLOCKS + start;
}

/** Index of the first pair whose block is `block` or farther. */
function placeOf(pairs: readonly number[], block: number): number {
  let at = 0;
  while (at < pairs.length && pairs[at]! < block) at += 2;
  return at;
}
