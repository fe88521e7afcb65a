import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ClusterNodes, type Holding } from '../../src/policy/placement/cluster-nodes.ts';
import { type PlacementName, placements } from '../../src/policy/placement/index.ts';

const chip = 'h100-sxm';
const node = (accelerators: number, cores = 100) => ({ accelerator: chip, accelerators, cores });
const of = (accelerators: number, cores = 0) => ({ accelerator: chip, accelerators, cores });

describe.each(Object.keys(placements) as PlacementName[])('placement %s', (name) => {
  const placement = placements[name];

  it('chooses one of the nodes, the first among equals', () => {
    const view = fc.integer({ min: 1, max: 8 }).chain((accelerators) =>
      fc.record({
        accelerators: fc.constant(accelerators),
        free: fc.integer({ min: 1, max: accelerators }),
      }),
    );
    fc.assert(
      fc.property(fc.array(view, { minLength: 1, maxLength: 6 }), (nodes) => {
        const chosen = placement.choose(nodes);
        expect(nodes[chosen]).toBeDefined();
        expect(placement.choose([...nodes, ...nodes])).toBe(chosen);
      }),
      { seed: 3, numRuns: 50 },
    );
  });

  it('gives no node away twice, and finds a place while there is one', () => {
    const size = fc.constantFrom(1, 2, 4, 8, 12);
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.boolean(), size), { maxLength: 40 }), (asked) => {
        const nodes = new ClusterNodes([node(8), node(8), node(4)]);
        const held: (readonly Holding[])[] = [];
        for (const [leaves, accelerators] of asked) {
          const first = leaves ? held.shift() : undefined;
          if (first !== undefined) nodes.give(first);
          const found = nodes.find(of(accelerators), placement);
          if (found !== null) {
            nodes.take(found);
            held.push(found);
            expect(found.reduce((sum, each) => sum + each.accelerators, 0)).toBe(accelerators);
          }
          const taken = held.flat().reduce((sum, each) => sum + each.accelerators, 0);
          expect(nodes.free(chip)).toBe(20 - taken);
        }
        for (const each of held) nodes.give(each);
        expect(nodes.find(of(12), placement)).not.toBeNull();
      }),
      { seed: 4, numRuns: 100 },
    );
  });
});

describe('where replicas are placed', () => {
  const filled = (name: PlacementName, ...sizes: number[]) => {
    const nodes = new ClusterNodes([node(4), node(4)]);
    return sizes.map((size) => {
      const found = nodes.find(of(size), placements[name]);
      if (found !== null) nodes.take(found);
      return found?.map((each) => each.node) ?? null;
    });
  };

  it('packing keeps a node whole that spreading cuts into', () => {
    expect(filled('pack', 1, 1, 4)).toEqual([[0], [0], [1]]);
    expect(filled('spread', 1, 1, 4)).toEqual([[0], [1], null]);
  });

  it('takes several nodes together or none', () => {
    expect(filled('pack', 1, 8)).toEqual([[0], null]);
    expect(filled('pack', 6, 2)).toEqual([[0, 1], [1]]);
  });

  it('needs cores, too', () => {
    const nodes = new ClusterNodes([node(8, 10)]);
    const found = nodes.find(of(2, 8), placements.pack);
    nodes.take(found!);
    expect(nodes.free(chip)).toBe(6);
    expect(nodes.find(of(2, 8), placements.pack)).toBeNull();
    expect(nodes.find(of(2, 2), placements.pack)).not.toBeNull();
  });
});
