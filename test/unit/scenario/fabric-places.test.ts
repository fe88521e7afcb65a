import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { accelerators } from '../../../src/catalog/index.ts';
import { fabricPlacementNames } from '../../../src/scenario/fabric.ts';
import { placeOnFabric } from '../../../src/scenario/fabric-places.ts';

const pool = (count: number, tensor: number, acceleratorsPerNode = 8) => ({
  accelerator: accelerators['h100-sxm'],
  acceleratorsPerNode,
  parallelism: { tensor, pipeline: 1, data: 1, expert: 1 },
  count,
});
/** `node:first chip` of each replica. */
const firsts = ({ chips }: ReturnType<typeof placeOnFabric>) =>
  chips.map((replicas) => replicas.map(([first]) => `${first?.node}:${first?.chip}`));

describe('placeOnFabric', () => {
  it('packs replicas of pools with one kind of node after each other', () => {
    const places = placeOnFabric([pool(2, 4), pool(3, 4)], 'pack');
    expect(firsts(places)).toEqual([
      ['0:0', '0:4'],
      ['1:0', '1:4', '2:0'],
    ]);
    expect(places.nodes.length).toBe(3);
  });

  it('spreads them over as many nodes, the emptiest first', () => {
    const places = placeOnFabric([pool(2, 4), pool(2, 4)], 'spread');
    expect(firsts(places)).toEqual([
      ['0:0', '1:0'],
      ['0:4', '1:4'],
    ]);
    expect(places.nodes.length).toBe(2);
  });

  it('puts each on the first rails of a node of its own where rails count', () => {
    expect(firsts(placeOnFabric([pool(2, 4), pool(1, 2)], 'rail-aware'))).toEqual([
      ['0:0', '1:0'],
      ['2:0'],
    ]);
  });

  it('gives a replica that needs several nodes whole ones in a row', () => {
    const places = placeOnFabric([pool(1, 4), pool(2, 16)], 'pack');
    expect(firsts(places)).toEqual([['0:0'], ['1:0', '3:0']]);
    expect(places.chips[1]?.[0]?.at(-1)).toEqual({ node: 2, chip: 7 });
  });

  it('never gives a chip twice, and has no more chips than nodes have', () => {
    const anyPool = fc
      .tuple(fc.integer({ min: 1, max: 5 }), fc.constantFrom(1, 2, 3, 4, 8, 16))
      .map(([count, tensor]) => pool(count, tensor));
    fc.assert(
      fc.property(
        fc.array(anyPool, { minLength: 1, maxLength: 4 }),
        fc.constantFrom(...fabricPlacementNames),
        (pools, placement) => {
          const { chips, nodes } = placeOnFabric(pools, placement);
          const all = chips.flat(2).map(({ node, chip }) => node * 8 + chip);
          expect(new Set(all).size).toBe(all.length);
          expect(all.length).toBe(
            pools.reduce((sum, { count, parallelism }) => sum + count * parallelism.tensor, 0),
          );
          expect(Math.max(...all)).toBeLessThan(nodes.length * 8);
        },
      ),
      { numRuns: 100 },
    );
  });
});
