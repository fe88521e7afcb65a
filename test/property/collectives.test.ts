import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fabrics, links } from '../../src/catalog/index.ts';
import {
  type CollectiveGroup,
  collectiveNames,
  collectivePlan,
  planSeconds,
  planSentBytes,
} from '../../src/physics/collectives.ts';

const anyGroup: fc.Arbitrary<CollectiveGroup> = fc
  .record({
    link: fc.constantFrom(...Object.values(links)),
    kernels: fc.constantFrom('custom' as const, 'library' as const),
    chipsPerNode: fc.integer({ min: 1, max: 8 }),
    nodes: fc.integer({ min: 1, max: 32 }),
    fabric: fc.constantFrom(...Object.values(fabrics)),
  })
  .map(({ link, kernels, chipsPerNode, nodes, fabric }) => ({
    link,
    kernels,
    chips: chipsPerNode * nodes,
    nodes: { chipsPerNode, fabric },
  }));
const anyName = fc.constantFrom(...collectiveNames);
const anyBytes = fc.double({ min: 1, max: 1e10, noNaN: true });
const runs = { numRuns: 500 };

describe('collectives', () => {
  it('take time, and never less for a longer message', () => {
    fc.assert(
      fc.property(anyGroup, anyName, anyBytes, anyBytes, (group, name, one, other) => {
        fc.pre(group.chips > 1);
        const plan = collectivePlan(name, group);
        const least = planSeconds(plan, Math.min(one, other));
        expect(least).toBeGreaterThan(0);
        expect(planSeconds(plan, Math.max(one, other))).toBeGreaterThanOrEqual(least);
      }),
      runs,
    );
  });

  it('never move bytes faster than the link and the fabric do', () => {
    fc.assert(
      fc.property(anyGroup, anyName, anyBytes, (group, name, bytes) => {
        fc.pre(group.chips > 1);
        const { link, nodes } = group;
        const plan = collectivePlan(name, group);
        const fastest = Math.max(
          link.bandwidth,
          link.directBandwidth ?? 0,
          link.inSwitchBandwidth ?? 0,
          nodes?.fabric.bandwidth ?? 0,
        );
        const seconds = planSeconds(plan, bytes);
        expect(planSentBytes(plan, bytes) / seconds).toBeLessThanOrEqual(fastest * (1 + 1e-12));
      }),
      runs,
    );
  });

  it('never get slower with a quicker link or fabric', () => {
    const factor = fc.double({ min: 1, max: 10, noNaN: true });
    fc.assert(
      fc.property(anyGroup, anyName, anyBytes, factor, (group, name, bytes, times) => {
        const now = planSeconds(collectivePlan(name, group), bytes);
        const { link, nodes } = group;
        const wide = { ...link, bandwidth: link.bandwidth * times };
        const near = { ...link, launchSeconds: link.launchSeconds / times };
        for (const other of [wide, near]) {
          const seconds = planSeconds(collectivePlan(name, { ...group, link: other }), bytes);
          expect(seconds).toBeLessThanOrEqual(now * (1 + 1e-12));
        }
        if (nodes === undefined) return;
        const { bandwidth, nodeBandwidth } = nodes.fabric;
        const fabric = {
          ...nodes.fabric,
          bandwidth: bandwidth * times,
          nodeBandwidth: nodeBandwidth * times,
        };
        const over = { ...group, nodes: { ...nodes, fabric } };
        expect(planSeconds(collectivePlan(name, over), bytes)).toBeLessThanOrEqual(
          now * (1 + 1e-12),
        );
      }),
      runs,
    );
  });
});
