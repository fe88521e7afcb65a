import { describe, expect, it } from 'vitest';
import { initialNumbers } from '../../../../src/sweep/design/joe-kuo.ts';

/** Its polynomial over GF(2), the coefficient of xⁿ in bit n. */
const polynomialOf = ([inner, ...initial]: readonly [number, ...number[]]) =>
  2 ** initial.length + 2 * inner + 1;

/** How often x is multiplied by itself, modulo a polynomial of a degree, until it is 1. */
function orderOfX(polynomial: number, degree: number): number {
  let power = 1;
  for (let order = 1; order < 2 ** degree; order++) {
    power *= 2;
    if (power >= 2 ** degree) power ^= polynomial;
    if (power === 1) return order;
  }
  return 0;
}

/** The leading binary digit of direction numbers 1 … count of a dimension, as one integer. */
function leadingDigits(row: readonly [number, ...number[]], count: number): bigint {
  const [inner, ...initial] = row;
  const degree = initial.length;
  const digits = initial.map((m, index) => (m >> index) & 1);
  for (let i = degree; i < count; i++) {
    let digit = digits[i - degree]!;
    for (let k = 1; k < degree; k++) digit ^= ((inner >> (degree - 1 - k)) & 1) * digits[i - k]!;
    digits[i] = digit;
  }
  return BigInt(`0b${digits.slice(0, count).reverse().join('')}`);
}

/** Whether rows of binary digits are independent over GF(2). */
function independent(rows: readonly bigint[]): boolean {
  const reduced: bigint[] = [];
  for (let row of rows) {
    for (const other of reduced) if ((row ^ other) < row) row ^= other;
    if (row === 0n) return false;
    reduced.push(row);
    reduced.sort((a, b) => (a > b ? -1 : 1));
  }
  return true;
}

describe('the initial direction numbers', () => {
  it('are odd, and the i-th is below 2ⁱ', () => {
    expect(initialNumbers).toHaveLength(199);
    for (const [, ...initial] of initialNumbers) {
      for (const [index, m] of initial.entries()) {
        expect(m % 2).toBe(1);
        expect(m).toBeLessThan(2 ** (index + 1));
      }
    }
  });

  it('belong to primitive polynomials, all different, in rising order', () => {
    for (const row of initialNumbers) {
      const degree = row.length - 1;
      expect(orderOfX(polynomialOf(row), degree)).toBe(2 ** degree - 1);
    }
    const polynomials = initialNumbers.map(polynomialOf);
    expect(polynomials).toEqual([...new Set(polynomials)].sort((a, b) => a - b));
  });

  it('leave out no primitive polynomial on the way', () => {
    const degrees = initialNumbers.map((row) => row.length - 1);
    // φ(2^s − 1) ÷ s polynomials have degree s.
    const counts = [1, 1, 2, 2, 6, 6, 18, 16, 48, 60];
    expect(counts.map((_, s) => degrees.filter((degree) => degree === s + 1).length)).toEqual(
      counts,
    );
    expect(new Set(degrees.slice(160))).toEqual(new Set([11]));
  });

  it('satisfy property A: 2^d points of the first d dimensions, one for each corner of the cube', () => {
    for (let dimensions = 2; dimensions <= 200; dimensions++) {
      const rows = initialNumbers
        .slice(0, dimensions - 1)
        .map((row) => leadingDigits(row, dimensions));
      expect(independent([1n, ...rows]), `${dimensions} dimensions`).toBe(true);
    }
  });
});
