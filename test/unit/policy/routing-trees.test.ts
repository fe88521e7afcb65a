import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { AvailableSet } from '../../../src/policy/routing/available-set.ts';
import { LoadTree } from '../../../src/policy/routing/load-tree.ts';

describe('LoadTree', () => {
  it('agrees with a scan under any changes, ties and replicas taken out', () => {
    const load = fc.oneof(fc.integer({ min: 0, max: 4 }), fc.constant(Infinity), fc.nat(1e9));
    const changes = fc.array(fc.tuple(fc.nat(), load), { minLength: 1, maxLength: 200 });
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 40 }), changes, (count, steps) => {
        const tree = new LoadTree(count);
        const loads = new Array<number>(count).fill(0);
        expect(tree.least()).toBe(0);
        for (const [pick, next] of steps) {
          loads[pick % count] = next;
          tree.set(pick % count, next);
          const least = Math.min(...loads);
          expect(tree.least()).toBe(least === Infinity ? -1 : loads.indexOf(least));
        }
      }),
      { seed: 5 },
    );
  });

  it('is exact for token counts of a thousand full replicas', () => {
    const tree = new LoadTree(1000);
    for (let replica = 0; replica < 1000; replica++) tree.set(replica, 1e12 + 1);
    tree.set(999, 1e12);
    expect(tree.least()).toBe(999);
    tree.set(999, 1e12 + 1);
    expect(tree.least()).toBe(0);
  });
});

describe('AvailableSet', () => {
  it('agrees with a list under any changes', () => {
    const changes = fc.array(fc.tuple(fc.nat(), fc.boolean()), { minLength: 1, maxLength: 100 });
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 40 }), changes, (count, steps) => {
        const set = new AvailableSet(count);
        const available = new Array<boolean>(count).fill(true);
        for (const [pick, next] of steps) {
          available[pick % count] = next;
          set.set(pick % count, next);
          const list = available.flatMap((yes, replica) => (yes ? [replica] : []));
          expect(set.size).toBe(list.length);
          expect(list.map((_, rank) => set.select(rank))).toEqual(list);
          if (list.length === 0) continue;
          for (let from = 0; from < count; from++) {
            expect(set.nextFrom(from)).toBe(list.find((replica) => replica >= from) ?? list[0]);
          }
        }
      }),
      { seed: 5, numRuns: 60 },
    );
  });
});
