import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Box, placeLabels } from '../../../src/report/label-places.ts';

const area = { x: 0, y: 0, width: 400, height: 300 };

const apart = (a: Box, b: Box) =>
  a.x + a.width <= b.x || b.x + b.width <= a.x || a.y + a.height <= b.y || b.y + b.height <= a.y;

describe('the places of labels', () => {
  it('lie in the area, on nothing that is there and on no other label', () => {
    const place = fc.record({
      x: fc.integer({ min: 0, max: 400 }),
      y: fc.integer({ min: 0, max: 300 }),
      width: fc.integer({ min: 5, max: 150 }),
      height: fc.constant(14),
    });
    fc.assert(
      fc.property(fc.array(place, { minLength: 1, maxLength: 15 }), (labels) => {
        const taken = labels.map(({ x, y }) => ({ x: x - 5, y: y - 5, width: 10, height: 10 }));
        const boxes = placeLabels(labels, area, taken, []).flatMap((each) => each?.box ?? []);
        for (const [at, box] of boxes.entries()) {
          expect(Math.min(box.x, box.y)).toBeGreaterThanOrEqual(0);
          expect(box.x + box.width).toBeLessThanOrEqual(400);
          expect(box.y + box.height).toBeLessThanOrEqual(300);
          const others = [...taken, ...boxes.slice(0, at)];
          expect(others.every((other) => apart(box, other))).toBe(true);
        }
      }),
      { numRuns: 50 },
    );
  });

  it('shun what they can, and lie on it before they go far', () => {
    const label = { x: 200, y: 150, width: 60, height: 14 };
    const right = { x: 205, y: 140, width: 195, height: 20 };
    expect(placeLabels([label], area, [], [])).toEqual([
      { box: { x: 209, y: 143, width: 60, height: 14 }, isApart: false },
    ]);
    expect(placeLabels([label], area, [], [right])[0]?.box.x).toBe(131);
    expect(placeLabels([label], area, [], [area])[0]?.box.x).toBe(209);
    expect(placeLabels([label], area, [area], [])).toEqual([null]);
  });
});
