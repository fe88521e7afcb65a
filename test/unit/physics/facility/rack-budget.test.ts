import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { nodes } from '../../../../src/catalog/index.ts';
import { mostNodeWatts } from '../../../../src/physics/facility/node-power.ts';
import { acceleratorWattsWithin } from '../../../../src/physics/facility/rack-budget.ts';

describe('acceleratorWattsWithin', () => {
  it('is what makes a node take all of its part of the rack, and nothing where that is too little', () => {
    const anyNode = fc.constantFrom(...Object.values(nodes));
    let without = 0;
    fc.assert(
      fc.property(
        anyNode,
        fc.integer({ min: 1, max: 120 }),
        fc.constantFrom(0, 0.3, 1),
        (sheet, share, fans) => {
          const limit = (mostNodeWatts(sheet, 6000, fans) * share) / 100;
          const watts = acceleratorWattsWithin(sheet, limit, fans);
          if (watts === 0) {
            without++;
            expect(mostNodeWatts(sheet, 0, fans)).toBeGreaterThanOrEqual(limit);
            return;
          }
          expect(mostNodeWatts(sheet, watts, fans) / limit).toBeCloseTo(1, 9);
        },
      ),
      { numRuns: 100 },
    );
    expect(without).toBeGreaterThan(0);
  });
});
