import { describe, expect, it } from 'vitest';
import { latinHypercube } from '../../../../src/sweep/design/latin-hypercube.ts';
import type { DesignAxis } from '../../../../src/sweep/design/port.ts';

const columnOf = (axis: DesignAxis, samples: number, seed: string) =>
  [...latinHypercube.points({ axes: [axis], samples, seed })].map(([value]) => value ?? -1);
const seeds = Array.from({ length: 3000 }, (_, seed) => `seed ${seed}`);
const rising = (a: number, b: number) => a - b;

describe('the latin hypercube', () => {
  it('hits each stratum of a range once', () => {
    const shares = columnOf({ kind: 'range' }, 50, 's');
    const strata = shares.map((share) => Math.floor(share * 50)).sort(rising);
    expect(strata).toEqual(Array.from({ length: 50 }, (_, stratum) => stratum));
  });

  it('stands anywhere inside its stratum', () => {
    const places = columnOf({ kind: 'range' }, 3000, 's').map((share) => (share * 3000) % 1);
    const tenths = Array.from({ length: 10 }, (_, tenth) =>
      places.filter((place) => Math.floor(place * 10) === tenth),
    );
    // Five standard errors around 300: √(3000 · 0.1 · 0.9) = 16.4.
    for (const { length } of tenths) expect(Math.abs(length - 300)).toBeLessThan(82);
  });

  it('takes the strata in any order', () => {
    const orders = new Map<string, number>();
    for (const seed of seeds) {
      const order = columnOf({ kind: 'range' }, 3, seed).map((share) => Math.floor(share * 3));
      orders.set(order.join(), (orders.get(order.join()) ?? 0) + 1);
    }
    expect(orders.size).toBe(6);
    // Five standard errors around 500: √(3000 · 1/6 · 5/6) = 20.4.
    for (const times of orders.values()) expect(Math.abs(times - 500)).toBeLessThan(102);
  });

  it('has each level equally often where that is possible', () => {
    const column = columnOf({ kind: 'levels', levels: 4 }, 20, 's');
    expect(column.toSorted(rising)).toEqual([0, 1, 2, 3].flatMap((level) => Array(5).fill(level)));
  });

  it('gives any level the one sample more, all equally likely', () => {
    const times = [0, 0, 0];
    for (const seed of seeds) {
      const column = columnOf({ kind: 'levels', levels: 3 }, 4, seed);
      const more = times.findIndex(
        (_, level) => column.filter((one) => one === level).length === 2,
      );
      times[more]! += 1;
    }
    // Five standard errors around 1000: √(3000 · ⅓ · ⅔) = 25.8.
    for (const each of times) expect(Math.abs(each - 1000)).toBeLessThan(129);
  });

  it('spreads fewer samples than levels evenly', () => {
    for (const seed of seeds.slice(0, 50)) {
      const column = columnOf({ kind: 'levels', levels: 100 }, 5, seed).sort(rising);
      const gaps = column.slice(1).map((level, index) => level - (column[index] ?? 0));
      expect(gaps).toEqual([20, 20, 20, 20]);
    }
  });
});
