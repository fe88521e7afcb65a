import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { maxMinRates, type SharedFlow } from '../../../../src/physics/fabric/max-min.ts';

const NEVER = Number.POSITIVE_INFINITY;
const LINKS = 8;

const anyFlow: fc.Arbitrary<SharedFlow> = fc.record({
  path: fc.uniqueArray(fc.integer({ min: 0, max: LINKS - 1 }), { minLength: 1, maxLength: 5 }),
  mostBytesPerSecond: fc.oneof(fc.constant(NEVER), fc.double({ min: 0.1, max: 20, noNaN: true })),
});
const anyNetwork = fc.record({
  flows: fc.array(anyFlow, { minLength: 1, maxLength: 12 }),
  capacities: fc.array(
    fc.oneof(
      fc.constant(0),
      fc.constantFrom(1, 2, 10),
      fc.double({ min: 0.5, max: 50, noNaN: true }),
    ),
    {
      minLength: LINKS,
      maxLength: LINKS,
    },
  ),
});
const runs = { numRuns: 300 };

const loadOf = (flows: readonly SharedFlow[], rates: Float64Array, link: number) =>
  flows.reduce((sum, { path }, i) => sum + (path.includes(link) ? (rates[i] ?? 0) : 0), 0);

describe('maxMinRates', () => {
  it('never asks more of a link than it carries, nor gives a flow more than it takes', () => {
    fc.assert(
      fc.property(anyNetwork, ({ flows, capacities }) => {
        const rates = maxMinRates(flows, (link) => capacities[link] ?? 0);
        for (const [link, capacity] of capacities.entries()) {
          expect(loadOf(flows, rates, link)).toBeLessThanOrEqual(capacity * (1 + 1e-9));
        }
        for (const [i, { mostBytesPerSecond }] of flows.entries()) {
          expect(rates[i]).toBeLessThanOrEqual(mostBytesPerSecond * (1 + 1e-9));
        }
      }),
      runs,
    );
  });

  it('holds each flow by its own limit or a full link on which nobody has more: no gain but from a poorer one', () => {
    fc.assert(
      fc.property(anyNetwork, ({ flows, capacities }) => {
        const rates = maxMinRates(flows, (link) => capacities[link] ?? 0);
        for (const [i, { path, mostBytesPerSecond }] of flows.entries()) {
          const own = rates[i] ?? 0;
          const atLimit = own >= mostBytesPerSecond * (1 - 1e-9);
          const isHeld = path.some((link) => {
            const capacity = capacities[link] ?? 0;
            const isFull = loadOf(flows, rates, link) >= capacity * (1 - 1e-9);
            const richest = Math.max(
              ...flows.map((flow, k) => (flow.path.includes(link) ? (rates[k] ?? 0) : 0)),
            );
            return isFull && own >= richest * (1 - 1e-9);
          });
          expect(atLimit || isHeld).toBe(true);
        }
      }),
      runs,
    );
  });

  it('gives as many flows of one way, named once with their count, what it gives each of them by itself', () => {
    const counts = fc.array(fc.integer({ min: 1, max: 5 }), { minLength: 12, maxLength: 12 });
    fc.assert(
      fc.property(anyNetwork, counts, ({ flows, capacities }, times) => {
        const capacityOf = (link: number) => capacities[link] ?? 0;
        const counted = flows.map((flow, i) => ({ ...flow, count: times[i] ?? 1 }));
        const apart = flows.flatMap((flow, i) => Array.from({ length: times[i] ?? 1 }, () => flow));
        const rates = maxMinRates(counted, capacityOf);
        const spread = counted.flatMap(({ count }, i) =>
          Array.from({ length: count }, () => rates[i]),
        );
        expect(spread).toEqual([...maxMinRates(apart, capacityOf)]);
      }),
      runs,
    );
  });

  it('shares one bottleneck equally', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 30 }),
        fc.double({ min: 1e-3, max: 1e12, noNaN: true }),
        (count, capacity) => {
          const flows = Array.from({ length: count }, (_, i) => ({
            path: [0, i + 1],
            mostBytesPerSecond: NEVER,
          }));
          const rates = maxMinRates(flows, (link) => (link === 0 ? capacity : 2 * capacity));
          for (const rate of rates) expect(rate / (capacity / count)).toBeCloseTo(1, 12);
        },
      ),
      runs,
    );
  });

  it('gives what others cannot use to those who can: the two links of a parking lot', () => {
    // one flow over both links, one on each: 1 and 2 B/s wide
    const flows = [[0, 1], [0], [1]].map((path) => ({ path, mostBytesPerSecond: NEVER }));
    expect([...maxMinRates(flows, (link) => link + 1)]).toEqual([0.5, 0.5, 1.5]);
  });

  it('does not depend on who comes first', () => {
    fc.assert(
      fc.property(anyNetwork, ({ flows, capacities }) => {
        const there = maxMinRates(flows, (link) => capacities[link] ?? 0);
        const back = maxMinRates([...flows].reverse(), (link) => capacities[link] ?? 0);
        for (const [i, rate] of there.entries()) {
          const other = back[flows.length - 1 - i] ?? 0;
          expect(Math.abs(rate - other)).toBeLessThanOrEqual(1e-9 * Math.max(rate, other));
        }
      }),
      runs,
    );
  });
});
