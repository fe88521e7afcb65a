import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { KvLedger } from '../../../../src/engine/replica/kv-ledger.ts';

/** A batch: tokens cached at the start by each sequence, decode steps taken before it, tokens per block. */
const batches = fc.record({
  blockTokens: fc.constantFrom(1, 2, 4, 16, 17),
  cached: fc.array(fc.integer({ min: 1, max: 200 }), { maxLength: 12 }),
  counter: fc.nat(1000),
  spare: fc.nat(60),
});
type BatchOfTest = typeof batches extends fc.Arbitrary<infer T> ? T : never;

const blocksOf = (tokens: number, blockTokens: number) => Math.ceil(tokens / blockTokens);

/** The same sequences, counted one by one: the blocks that they take in `steps` steps. */
function taken({ cached, blockTokens }: BatchOfTest, steps: number): number {
  return cached.reduce(
    (sum, tokens) => sum + blocksOf(tokens + steps, blockTokens) - blocksOf(tokens, blockTokens),
    0,
  );
}

function ledgerOf({ cached, blockTokens, counter, spare }: BatchOfTest): KvLedger {
  const held = cached.reduce((sum, tokens) => sum + blocksOf(tokens, blockTokens), 0);
  const ledger = new KvLedger(held + spare, blockTokens);
  ledger.take(held);
  for (const tokens of cached) ledger.join(tokens, counter);
  return ledger;
}

describe('KvLedger', () => {
  it('foresees the blocks of any number of steps as a simulation by sequence does', () => {
    fc.assert(
      fc.property(batches, fc.nat(80), (batch, steps) => {
        const ledger = ledgerOf(batch);
        expect(ledger.demandOver(batch.counter, steps)).toBe(taken(batch, steps));
        expect(ledger.demand(batch.counter)).toBe(taken(batch, 1));
      }),
      { seed: 31, numRuns: 500 },
    );
  });

  it('says how many steps have their blocks, at most the limit', () => {
    fc.assert(
      fc.property(batches, fc.integer({ min: 1, max: 500 }), (batch, limit) => {
        let steps = 0;
        while (steps < limit && taken(batch, steps + 1) <= batch.spare) steps++;
        expect(ledgerOf(batch).stepsWithBlocks(batch.counter, limit)).toBe(steps);
      }),
      { seed: 32, numRuns: 500 },
    );
  });

  it('says so for a lone long sequence in a cache of millions of blocks, too', () => {
    const ledger = new KvLedger(5_000_000, 16);
    ledger.take(1);
    ledger.join(16, 0);
    expect(ledger.stepsWithBlocks(0, 1e9)).toBe(4_999_999 * 16);
    expect(ledger.stepsWithBlocks(0, 1000)).toBe(1000);
  });

  it('holds allocated + free = total while sequences join, decode, leave and free their blocks', () => {
    const acts = fc.array(
      fc.record({ kind: fc.constantFrom('join', 'steps', 'leave'), pick: fc.nat(300) }),
      { maxLength: 60 },
    );
    fc.assert(
      fc.property(acts, fc.constantFrom(1, 4, 16), (list, blockTokens) => {
        const ledger = new KvLedger(400, blockTokens);
        const sequences: number[] = [];
        let counter = 0;
        for (const { kind, pick } of list) {
          const blocks = blocksOf(pick + 1, blockTokens);
          if (kind === 'join' && blocks <= ledger.free) {
            ledger.take(blocks);
            ledger.join(pick + 1, counter);
            sequences.push(pick + 1);
          } else if (kind === 'steps') {
            const steps = Math.min(ledger.stepsWithBlocks(counter, 1 + (pick % 40)), 40);
            ledger.advance(counter, steps);
            counter += steps;
            sequences.forEach((cached, i) => {
              sequences[i] = cached + steps;
            });
          } else if (kind === 'leave' && sequences.length > 0) {
            const [cached = 0] = sequences.splice(pick % sequences.length, 1);
            ledger.leave(cached, counter);
            ledger.give(ledger.blocksFor(cached));
          }
          const held = sequences.reduce((sum, cached) => sum + blocksOf(cached, blockTokens), 0);
          expect([ledger.decoding, ledger.total - ledger.free]).toEqual([sequences.length, held]);
        }
        for (const cached of sequences) {
          ledger.leave(cached, counter);
          ledger.give(ledger.blocksFor(cached));
        }
        ledger.assertEmpty();
      }),
      { seed: 33 },
    );
  });

  it('reserves blocks for drafts and takes back those of refused ones', () => {
    const ledger = new KvLedger(10, 4, 0, 4);
    ledger.take(ledger.blocksFor(7));
    ledger.join(7, 0);
    // 7 cached fill 2 blocks; 4 more begin a third.
    expect(ledger.demand(0)).toBe(1);
    ledger.advance(0, 1);
    expect(ledger.free).toBe(7);
    ledger.keep(7, 1);
    expect([ledger.free, ledger.demand(1)]).toEqual([8, 1]);
    ledger.advance(1, 1);
    ledger.keep(8, 4);
    expect([ledger.free, ledger.demand(2)]).toEqual([7, 1]);
    ledger.leave(12, 2);
    ledger.give(3);
    ledger.assertEmpty();
  });

  it('refuses to take what is not there, to free what was not taken, and to end with a leak', () => {
    const ledger = new KvLedger(4, 16);
    expect(() => ledger.take(5)).toThrow('more blocks taken');
    expect(() => new KvLedger(4, 16).give(1)).toThrow('more blocks freed');
    const leaking = new KvLedger(4, 16);
    leaking.take(1);
    expect(() => leaking.assertEmpty()).toThrow('1 blocks leaked');
  });
});
