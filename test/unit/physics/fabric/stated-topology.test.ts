import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fabrics, links } from '../../../../src/catalog/index.ts';
import { buildFabric } from '../../../../src/physics/fabric/build-fabric.ts';
import { contended } from '../../../../src/physics/fabric/contention.ts';
import type { StatedTopology } from '../../../../src/physics/fabric/stated-topology.ts';

const hgx = { chips: 8, scaleUp: links.nvlink4, hostBytesPerSecond: 50e9 };
const scaleOut = fabrics['ib-ndr-400'];

/** A fat tree of leaves with four nodes of eight adapters each, and as many spines as the oversubscription leaves. */
function twoLevels(leaves: number, spines: number): StatedTopology {
  const of = (count: number) => Array.from({ length: count }, (_, i) => i);
  return {
    switches: [
      ...of(leaves).map((leaf) => ({
        name: `leaf-${leaf}`,
        nodes: of(4).map((node) => 4 * leaf + node),
        adapters: null,
      })),
      ...of(spines).map((spine) => ({ name: `spine-${spine}`, nodes: [], adapters: null })),
    ],
    cables: of(leaves).flatMap((leaf) =>
      of(spines).map((spine) => ({
        between: [`leaf-${leaf}`, `spine-${spine}`] as const,
        count: 1,
        bytesPerSecond: null,
        latencySeconds: 0.5e-6,
      })),
    ),
  };
}

const fabricOf = (topology: StatedTopology | 'fat-tree', nodes: number, oversubscription = 1) =>
  buildFabric({
    topology,
    oversubscription,
    scaleOut,
    nodes: Array.from({ length: nodes }, () => hgx),
  });

/** A ring with chords: whatever is drawn, all switches reach each other. */
const anyGraph = fc
  .record({
    switches: fc.integer({ min: 2, max: 9 }),
    chords: fc.array(fc.tuple(fc.nat(8), fc.nat(8)), { maxLength: 12 }),
    isRing: fc.boolean(),
  })
  .map(({ switches, chords, isRing }): StatedTopology => {
    const pairs = new Map<string, readonly [number, number]>();
    const join = (a: number, b: number) => {
      const [from, to] = [Math.min(a, b) % switches, Math.max(a, b) % switches];
      if (from !== to) pairs.set([from, to].sort().join(), [from, to]);
    };
    for (let i = 1; i < switches; i++) join(i - 1, i);
    if (isRing) join(0, switches - 1);
    for (const [a, b] of chords) join(a % switches, b % switches);
    return {
      switches: Array.from({ length: switches }, (_, i) => ({
        name: `s${i}`,
        nodes: [i],
        adapters: null,
      })),
      cables: [...pairs.values()].map(([a, b]) => ({
        between: [`s${a}`, `s${b}`] as const,
        count: 2,
        bytesPerSecond: 10e9,
        latencySeconds: 1e-6,
      })),
    };
  });

describe('a topology that a file states', () => {
  it('is the fat tree whose switches and cables it states: the same ways over links alike', () => {
    for (const [oversubscription, spines] of [
      [1, 32],
      [4, 8],
    ] as const) {
      const [named, stated] = [
        fabricOf('fat-tree', 12, oversubscription),
        fabricOf(twoLevels(3, spines), 12),
      ];
      const facts = (graph: typeof named) => (link: number) => {
        const { name: _, ...rest } = graph.links[link] ?? {};
        return rest;
      };
      for (const to of [1, 3, 4, 11]) {
        const ends = [
          { node: 0, chip: 2 },
          { node: to, chip: 5 },
        ] as const;
        expect(stated.ways(...ends)).toBe(named.ways(...ends));
        for (let way = 0; way < named.ways(...ends); way++) {
          expect(stated.path(...ends, way).map(facts(stated))).toEqual(
            named.path(...ends, way).map(facts(named)),
          );
        }
      }
      const idle = (graph: typeof named) => graph.links.reduce((sum, l) => sum + l.idleWatts, 0);
      expect(idle(stated)).toBeCloseTo(idle(named), 6);
    }
  });

  it('leaves groups as much of their bandwidth as the fat tree does that it is', () => {
    for (const oversubscription of [1, 2, 4]) {
      for (const nodes of [2, 4, 8]) {
        const named = contended(scaleOut, 'fat-tree', oversubscription, nodes, 8);
        const own = contended(scaleOut, twoLevels(2, 32 / oversubscription), 1, nodes, 8);
        expect(own.bandwidth).toBeCloseTo(named.bandwidth, 3);
        expect(own.nodeBandwidth).toBeCloseTo(named.nodeBandwidth, 3);
      }
    }
  });

  it('loses nothing where cables carry as much as adapters do, however many the ways', () => {
    const [spines, of] = [2048, (count: number) => Array.from({ length: count }, (_, i) => i)];
    const wide: StatedTopology = {
      switches: [
        ...of(2).map((leaf) => ({
          name: `leaf-${leaf}`,
          nodes: of(16).map((node) => 16 * leaf + node),
          adapters: null,
        })),
        ...of(spines).map((spine) => ({ name: `spine-${spine}`, nodes: [], adapters: null })),
      ],
      cables: of(2).flatMap((leaf) =>
        of(spines).map((spine) => ({
          between: [`leaf-${leaf}`, `spine-${spine}`] as const,
          count: 1,
          // 128 adapters of a leaf ÷ 2,048 cables
          bytesPerSecond: scaleOut.nodeBandwidth / 8 / 16,
          latencySeconds: 0,
        })),
      ),
    };
    expect(contended(scaleOut, wide, 1, 32, 8).bandwidth).toBeCloseTo(scaleOut.bandwidth, -3);
  });

  it('has as many different ways as it counts, each of the fewest cables, one behind the other', () => {
    fc.assert(
      fc.property(anyGraph, fc.nat(8), fc.nat(8), (topology, a, b) => {
        const count = topology.switches.length;
        const [from, to] = [a % count, b % count];
        fc.pre(from !== to);
        const graph = fabricOf(topology, count);
        const ends = [
          { node: from, chip: 0 },
          { node: to, chip: 0 },
        ] as const;
        const seen = new Set<string>();
        for (let way = 0; way < graph.ways(...ends); way++) {
          let here = `s${from}`;
          const trunks = graph.path(...ends, way).slice(2, -2);
          for (const link of trunks) {
            const [x, y, direction] = (graph.links[link]?.name ?? '').split('.');
            expect(direction === 'out' ? x : y).toBe(here);
            here = (direction === 'out' ? y : x) ?? '';
          }
          expect(here).toBe(`s${to}`);
          expect(trunks.length).toBe(hops(topology, from, to));
          seen.add(trunks.join());
        }
        expect(seen.size).toBe(graph.ways(...ends));
        expect(seen.size).toBeGreaterThan(0);
      }),
      { numRuns: 200 },
    );
  });

  it('tells some of the ways over a mesh apart, which lie evenly among its millions', () => {
    const side = 16;
    const of = Array.from({ length: side * side }, (_, i) => i);
    const cable = (a: number, b: number) => ({
      between: [`s${a}`, `s${b}`] as const,
      count: 1,
      bytesPerSecond: null,
      latencySeconds: 0,
    });
    const mesh: StatedTopology = {
      switches: of.map((i) => ({ name: `s${i}`, nodes: [i], adapters: null })),
      cables: of.flatMap((i) => [
        ...(i % side < side - 1 ? [cable(i, i + 1)] : []),
        ...(i + side < of.length ? [cable(i, i + side)] : []),
      ]),
    };
    const graph = fabricOf(mesh, of.length);
    const corners = [
      { node: 0, chip: 0 },
      { node: of.length - 1, chip: 0 },
    ] as const;
    const ways = graph.ways(...corners);
    expect(ways).toBe(1024);
    const firsts = Array.from({ length: ways }, (_, way) => graph.path(...corners, way)[2]);
    const along = firsts.filter((link) => link === firsts[0]).length;
    // by symmetry half of all ways begin along either side
    expect(along / ways).toBeCloseTo(0.5, 2);
  });

  it('carries what its cables carry together, and takes the power of a port at either end of each', () => {
    const cable = {
      between: ['a', 'b'] as const,
      latencySeconds: 0,
      count: 3,
      bytesPerSecond: null,
    };
    const topology = {
      switches: [
        { name: 'a', nodes: [0], adapters: null },
        { name: 'b', nodes: [1], adapters: null },
      ],
      cables: [cable],
    };
    const trunks = fabricOf(topology, 2).links.filter(({ kind }) => kind === 'trunk');
    expect(trunks.map(({ name }) => name)).toEqual(['a.b.out', 'a.b.in']);
    const { bytesPerSecond, idleWatts } = trunks[0]!;
    expect(bytesPerSecond).toBeCloseTo((3 * scaleOut.nodeBandwidth) / 8, -3);
    // 0.85 of a port's power rests, half of it in each direction
    expect(idleWatts).toBeCloseTo((0.85 * 2 * 3 * scaleOut.portWatts) / 2, 9);
    // three adapters' worth for eight that send
    expect(contended(scaleOut, topology, 1, 2, 8).bandwidth).toBeCloseTo(
      (scaleOut.bandwidth * 3) / 8,
      -3,
    );
  });

  it('hangs adapters of one number on a switch of their own: such pairs cross no cable', () => {
    const of = (count: number) => Array.from({ length: count }, (_, i) => i);
    const rails: StatedTopology = {
      switches: [
        ...of(8).map((rail) => ({ name: `rail-${rail}`, nodes: [0, 1], adapters: [rail] })),
        { name: 'spine', nodes: [], adapters: null },
      ],
      cables: of(8).map((rail) => ({
        between: [`rail-${rail}`, 'spine'] as const,
        count: 1,
        bytesPerSecond: null,
        latencySeconds: 0,
      })),
    };
    const graph = fabricOf(rails, 2);
    const kinds = (chip: number, other: number) =>
      graph
        .path({ node: 0, chip }, { node: 1, chip: other }, 0)
        .filter((link) => graph.links[link]?.kind === 'trunk').length;
    expect(kinds(3, 3)).toBe(0);
    expect(kinds(3, 4)).toBe(2);
  });
});

/** By relaxation over all cables, another way than the engine's. */
function hops({ switches, cables }: StatedTopology, from: number, to: number): number {
  const best = new Map(switches.map(({ name }, i) => [name, i === from ? 0 : 1e9]));
  for (const _ of switches) {
    for (const { between } of cables) {
      for (const [x, y] of [between, [between[1], between[0]]] as const) {
        best.set(y, Math.min(best.get(y) ?? 1e9, (best.get(x) ?? 1e9) + 1));
      }
    }
  }
  return best.get(`s${to}`) ?? 1e9;
}
