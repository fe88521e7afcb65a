import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { PrefixCache } from '../../../src/engine/replica/prefix-cache.ts';
import type { Content } from '../../../src/policy/content.ts';

const BLOCK = 4;

/** Blocks one by one, under keys that name the text of every token before their end. */
class PlainList {
  readonly refs = new Map<string, number>();
  /** Least recently used first. */
  unheld: string[] = [];

  keys(content: Content | null, id: number, blocks: number): string[] {
    let chain = '';
    return Array.from({ length: blocks }, (_, block) => {
      for (let token = block * BLOCK; token < (block + 1) * BLOCK; token++) {
        chain += `,${ownerOf(content, id, token)}`;
      }
      return chain;
    });
  }

  find(keys: readonly string[]): number {
    const missing = keys.findIndex((key) => !this.refs.has(key));
    return missing < 0 ? keys.length : missing;
  }

  hold(keys: readonly string[]): void {
    for (const key of keys) {
      this.refs.set(key, (this.refs.get(key) ?? 0) + 1);
      this.unheld = this.unheld.filter((other) => other !== key);
    }
  }

  release(keys: readonly string[]): void {
    for (const key of keys.toReversed()) {
      this.refs.set(key, this.refs.get(key)! - 1);
      if (this.refs.get(key) === 0) this.unheld.push(key);
    }
  }

  evict(blocks: number): void {
    for (const key of this.unheld.splice(0, blocks)) this.refs.delete(key);
  }
}

function ownerOf(content: Content | null, id: number, token: number): number {
  for (let i = 0; content !== null && i < content.length; i += 2) {
    if (token < content[i + 1]!) return content[i]!;
  }
  return id;
}

/** A tree of texts, each beginning at a place of its own in another. */
const anyTree = fc.array(fc.tuple(fc.nat(100), fc.integer({ min: 0, max: 30 })), {
  minLength: 1,
  maxLength: 6,
});

function contentsOf(tree: readonly (readonly [number, number])[]): (Content | null)[] {
  const contents: (Content | null)[] = [null];
  tree.forEach(([parent, length], i) => {
    const above = contents[parent % contents.length]!;
    const from = above === null ? 0 : above.at(-1)!;
    contents.push(Float64Array.of(...(above ?? []), -1 - i, from + length));
  });
  return contents;
}

const anyMove = fc.record({
  kind: fc.constantFrom('enter', 'enter', 'grow', 'grow', 'leave', 'evict'),
  which: fc.nat(1000),
  blocks: fc.nat(14),
});

describe('the prefix cache', () => {
  it('is a list of single blocks under chained keys, least recently used first', () => {
    let evictions = 0;
    let wakings = 0;
    fc.assert(
      fc.property(
        anyTree,
        fc.array(anyMove, { minLength: 10, maxLength: 80, size: 'max' }),
        (tree, moves) => {
          const contents = contentsOf(tree);
          const cache = new PrefixCache(BLOCK);
          const list = new PlainList();
          const running: { content: Content | null; id: number; held: number }[] = [];
          let ids = 0;
          for (const { kind, which, blocks } of moves) {
            const one = running[which % Math.max(1, running.length)];
            if (kind === 'enter') {
              const content = contents[which % contents.length]!;
              const id = ids++;
              const keys = list.keys(content, id, blocks);
              const found = cache.find(content, id, blocks);
              expect(found).toBe(list.find(keys));
              const hit = keys.slice(0, found);
              expect(cache.held).toBe(hit.filter((key) => list.refs.get(key)! > 0).length);
              const asleep = hit.filter((key) => list.refs.get(key) === 0).length;
              cache.hold(content, id, 0, found);
              expect([cache.present, cache.woken]).toEqual([found, asleep]);
              wakings += asleep;
              list.hold(hit);
              running.push({ content, id, held: found });
            } else if (kind === 'grow' && one !== undefined) {
              const to = one.held + blocks;
              const keys = list.keys(one.content, one.id, to).slice(one.held);
              const present = keys.filter((key) => list.refs.has(key));
              const asleep = keys.filter((key) => list.refs.get(key) === 0).length;
              cache.hold(one.content, one.id, one.held, to);
              expect([cache.present, cache.woken]).toEqual([present.length, asleep]);
              list.hold(keys);
              one.held = to;
            } else if (kind === 'leave' && one !== undefined) {
              running.splice(running.indexOf(one), 1);
              const before = list.unheld.length;
              list.release(list.keys(one.content, one.id, one.held));
              expect(cache.release(one.content, one.id, one.held)).toBe(
                list.unheld.length - before,
              );
            } else if (kind === 'evict') {
              const count = Math.min(blocks, list.unheld.length);
              evictions += count;
              list.evict(count);
              cache.evict(count);
            }
            expect(cache.evictable).toBe(list.unheld.length);
          }
          for (const { content, id, held } of running) cache.release(content, id, held);
          cache.assertUnheld();
          expect(cache.evictable).toBe(list.refs.size);
          cache.clear();
          expect(cache.find(contents.at(-1)!, 0, 9)).toBe(0);
        },
      ),
      { numRuns: 100, seed: 5 },
    );
    expect(evictions).toBeGreaterThan(100);
    expect(wakings).toBeGreaterThan(100);
  });

  it('refuses to end while somebody holds a block', () => {
    const cache = new PrefixCache(BLOCK);
    cache.hold(null, 1, 0, 3);
    expect(() => cache.assertUnheld()).toThrow('still held');
    expect(cache.release(null, 1, 3)).toBe(3);
    expect(() => cache.evict(4)).toThrow('more blocks');
  });
});
