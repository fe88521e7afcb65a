import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fabrics, links } from '../../../../src/catalog/index.ts';
import { buildFabric, type FabricPlan } from '../../../../src/physics/fabric/build-fabric.ts';
import type { ChipAddress } from '../../../../src/physics/fabric/graph.ts';
import { type TopologyName, topologies } from '../../../../src/physics/fabric/topologies.ts';
import { torusSides } from '../../../../src/physics/fabric/torus.ts';

const hgx = { chips: 8, scaleUp: links.nvlink4, hostBytesPerSecond: 50e9 };
const slots = { chips: 8, scaleUp: links.pcie4, hostBytesPerSecond: 25e9 };
const rack = { chips: 72, scaleUp: links.nvlink5, hostBytesPerSecond: 400e9 };

const plan = (topology: TopologyName, more: Partial<FabricPlan> = {}): FabricPlan => ({
  topology,
  oversubscription: 1,
  scaleOut: fabrics['ib-ndr-400'],
  nodes: Array.from({ length: 8 }, () => hgx),
  ...more,
});

const anyPlan: fc.Arbitrary<FabricPlan> = fc.record({
  topology: fc.constantFrom(...(Object.keys(topologies) as TopologyName[])),
  oversubscription: fc.constantFrom(1, 1.5, 2, 4),
  scaleOut: fc.constantFrom(...Object.values(fabrics)),
  nodes: fc.array(fc.constantFrom(hgx, slots, rack), { minLength: 2, maxLength: 70 }),
});

describe('buildFabric', () => {
  it('joins any two chips by every way that it counts, each link once, and ends where it should', () => {
    fc.assert(
      fc.property(anyPlan, fc.nat(), fc.nat(), fc.nat(), fc.nat(), (input, a, b, c, d) => {
        const graph = buildFabric(input);
        const at = (node: number, chip: number): ChipAddress => {
          const index = node % input.nodes.length;
          return { node: index, chip: chip % (input.nodes[index]?.chips ?? 1) };
        };
        const [from, to] = [at(a, b), at(c, d)];
        fc.pre(from.node !== to.node || from.chip !== to.chip);
        const ways = graph.ways(from, to);
        expect(ways).toBeGreaterThan(0);
        for (let way = 0; way < ways; way++) {
          const path = graph.path(from, to, way);
          const names = path.map((link) => graph.links[link]?.name ?? '');
          expect(new Set(path).size).toBe(path.length);
          expect(names[0]).toMatch(new RegExp(`^node-${from.node}\\.chip-${from.chip}\\.`));
          expect(names.at(-1)).toMatch(new RegExp(`^node-${to.node}\\.chip-${to.chip}\\..*-in$`));
          const adapters = path.filter((link) => graph.links[link]?.kind === 'adapter').length;
          expect(adapters).toBe(from.node === to.node ? 0 : 2);
        }
      }),
      { numRuns: 60 },
    );
  });

  it('has links with bandwidth, finite latency and power, each with a name of its own', () => {
    for (const topology of Object.keys(topologies) as TopologyName[]) {
      const { links: all } = buildFabric(plan(topology, { oversubscription: 2 }));
      expect(new Set(all.map(({ name }) => name)).size).toBe(all.length);
      for (const link of all) {
        expect(link.bytesPerSecond).toBeGreaterThan(0);
        expect(Number.isFinite(link.bytesPerSecond)).toBe(true);
        expect(link.latencySeconds).toBeGreaterThanOrEqual(0);
        expect(link.joulesPerBit).toBeGreaterThan(0);
      }
    }
  });

  it('keeps chips of one rank off the spines of a rail-optimised fabric, and others by a neighbour', () => {
    const graph = buildFabric(plan('rail-optimised'));
    const kinds = (from: ChipAddress, to: ChipAddress) =>
      graph.path(from, to, 0).map((link) => graph.links[link]?.kind);
    const rail = ['host', 'adapter', 'adapter', 'host'];
    expect(kinds({ node: 0, chip: 3 }, { node: 7, chip: 3 })).toEqual(rail);
    expect(kinds({ node: 0, chip: 3 }, { node: 7, chip: 5 })).toEqual([
      'scale-up',
      'scale-up',
      ...rail,
    ]);
    const boxes = buildFabric(plan('rail-optimised', { nodes: [slots, slots] }));
    const crossed = boxes.path({ node: 0, chip: 3 }, { node: 1, chip: 5 }, 0);
    expect(crossed.filter((link) => boxes.links[link]?.kind === 'trunk').length).toBe(2);
  });

  it('hangs four nodes of eight on a leaf of a fat tree, with as many spines as the oversubscription leaves', () => {
    for (const [oversubscription, spines] of [
      [1, 32],
      [2, 16],
      [4, 8],
    ] as const) {
      const graph = buildFabric(plan('fat-tree', { oversubscription }));
      expect(graph.ways({ node: 0, chip: 0 }, { node: 3, chip: 0 })).toBe(1);
      expect(graph.ways({ node: 0, chip: 0 }, { node: 4, chip: 0 })).toBe(spines);
      const up = graph.links.filter(({ name }) => /^leaf-0\.spine-\d+\.up$/.test(name));
      const total = up.reduce((sum, { bytesPerSecond }) => sum + bytesPerSecond, 0);
      expect(total).toBeCloseTo((4 * 289e9) / oversubscription, -3);
    }
  });

  it('hangs a node with more adapters than a switch has ports for on as many as it needs', () => {
    const racks = plan('fat-tree', { nodes: [rack, hgx, rack] });
    const graph = buildFabric(racks);
    const at = (node: number, chip: number) => ({ node, chip });
    const leaves = new Set(
      graph.links.flatMap(({ name }) => /^leaf-\d+/.exec(name)?.slice(0, 1) ?? []),
    );
    // 24, 24, 24 with the 8 of the board; and as many again
    expect(leaves.size).toBe(6);
    expect(graph.ways(at(0, 71), at(1, 0))).toBe(1);
    expect(graph.ways(at(0, 0), at(1, 0))).toBe(32);
    expect(graph.ways(at(0, 0), at(2, 0))).toBe(32);
    const routers = buildFabric({ ...racks, topology: 'dragonfly' });
    const names = routers.links.flatMap(({ name }) => /^router-\d+/.exec(name)?.slice(0, 1) ?? []);
    // five of 14 or 15 each, one, and five
    expect(new Set(names).size).toBe(11);
  });

  it('shares one Ethernet adapter among the chips of a node, whose flows reach no more than they were measured at', () => {
    const graph = buildFabric(plan('fat-tree', { scaleOut: fabrics['ethernet-100'] }));
    const adapters = graph.links.filter(({ name }) => name.startsWith('node-0.adapter'));
    expect(adapters.map(({ bytesPerSecond }) => bytesPerSecond)).toEqual([8.5e9, 8.5e9]);
    expect(graph.flowBytesPerSecond).toBe(7.1e9);
  });

  it('lays nodes out in a torus near a cube, and goes the shorter way round', () => {
    expect(torusSides(64)).toEqual([4, 4, 4]);
    expect(torusSides(8)).toEqual([2, 2, 2]);
    const graph = buildFabric(plan('torus', { nodes: Array.from({ length: 64 }, () => hgx) }));
    const trunks = (to: number) =>
      graph
        .path({ node: 0, chip: 0 }, { node: to, chip: 0 }, 0)
        .filter((link) => graph.links[link]?.kind === 'trunk').length;
    expect(trunks(3)).toBe(1);
    expect(trunks(2)).toBe(2);
    expect(trunks(2 + 2 * 4 + 2 * 16)).toBe(6);
  });
});
