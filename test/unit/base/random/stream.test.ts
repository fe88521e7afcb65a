import { describe, expect, it } from 'vitest';
import { createStream } from '../../../../src/base/random/stream.ts';

const take = (count: number, ...names: (string | number)[]) => {
  const source = createStream(...names);
  return Array.from({ length: count }, source);
};

describe('createStream', () => {
  it('draws the same for the same names, for ever', () => {
    expect(take(3, 'seed', 0, 'arrivals')).toEqual(take(3, 'seed', 0, 'arrivals'));
    // Frozen: a change here changes every result that anyone has published.
    expect(take(3, '1', 0, 'arrivals')).toMatchInlineSnapshot(`
      [
        0.9959120474720472,
        0.7579320984610524,
        0.0931580009256826,
      ]
    `);
  });

  it('joins names without ambiguity', () => {
    const joins = [['a', 'bc'], ['ab', 'c'], ['abc'], ['a', 'bc', ''], ['a,bc'], [1], ['1']];
    const firsts = joins.map((names) => take(1, ...names)[0]);
    expect(new Set(firsts).size).toBe(joins.length);
  });

  it('has 53 bits in [0, 1), so that exponential tails are not cut at 22 means', () => {
    const draws = take(20_000, 'bits');
    expect(draws.every((u) => u >= 0 && u < 1)).toBe(true);
    // A number of 32 bits would be whole after scaling by 2³².
    const long = draws.filter((u) => !Number.isInteger(u * 2 ** 32)).length;
    expect(long).toBeGreaterThan(19_900);
  });

  it('draws uniformly, and neighbouring names independently', () => {
    const count = 40_000;
    const a = take(count, 'x', 1);
    const b = take(count, 'x', 2);
    let cross = 0;
    const bins = new Float64Array(64);
    for (let i = 0; i < count; i++) {
      cross += (a[i]! - 0.5) * (b[i]! - 0.5) * 12;
      bins[Math.floor(a[i]! * 64)]! += 1;
    }
    expect(Math.abs(cross / Math.sqrt(count))).toBeLessThan(4);
    const chiSquare = bins.reduce((sum, n) => sum + (n - count / 64) ** 2 / (count / 64), 0);
    // 63 degrees of freedom: mean 63, standard deviation 11.2.
    expect(chiSquare).toBeGreaterThan(63 - 4 * 11.2);
    expect(chiSquare).toBeLessThan(63 + 5 * 11.2);
  });
});
