import { assert } from '../../base/assert.ts';
import { createStream } from '../../base/random/stream.ts';
import { initialNumbers } from './joe-kuo.ts';

/** Binary digits of the sequence. */
const BITS = 32;

/** Dimensions of the sequence: the table's, and the first one, which needs no table. */
export const MAX_DIMENSIONS = initialNumbers.length + 1;

/** Points of the sequence before it repeats. */
export const MAX_SOBOL_POINTS = 2 ** BITS;

/**
 * The direction numbers v₁ … v₃₂ of a dimension (from 0), as fractions of 2³². Dimension 0 is van
 * der Corput's sequence; the others follow from their initial numbers by the recurrence of their
 * primitive polynomial x^s + a₁x^(s−1) + … + 1:
 * vᵢ = a₁vᵢ₋₁ ⊕ … ⊕ aₛ₋₁vᵢ₋ₛ₊₁ ⊕ vᵢ₋ₛ ⊕ (vᵢ₋ₛ ≫ s).
 *
 * Source: P. Bratley and B. L. Fox, Algorithm 659: Implementing Sobol's quasirandom sequence
 * generator, ACM TOMS 14(1), 1988.
 */
function directionNumbers(dimension: number): Uint32Array {
  if (dimension === 0) return Uint32Array.from({ length: BITS }, (_, i) => 2 ** (BITS - 1 - i));
  const row = initialNumbers[dimension - 1];
  assert(row !== undefined, `the sequence has no dimension ${dimension}`);
  const [coefficients, ...initial] = row;
  const degree = initial.length;
  const numbers = new Uint32Array(BITS);
  for (const [i, m] of initial.entries()) numbers[i] = m * 2 ** (BITS - 1 - i);
  for (let i = degree; i < BITS; i++) {
    const first = numbers[i - degree] ?? 0;
    let number = first ^ (first >>> degree);
    for (let k = 1; k < degree; k++) {
      if (((coefficients >>> (degree - 1 - k)) & 1) === 1) number ^= numbers[i - k] ?? 0;
    }
    numbers[i] = number;
  }
  return numbers;
}

/**
 * The first `count` points of the Sobol' sequence in `dimensions` dimensions, from its very first
 * (all zero) on, in Gray code order, as shares in (0, 1). The seed shifts each dimension: its
 * binary digits are flipped where those of a random number are set (a random digital shift). That
 * keeps every balance of the sequence, makes each point uniform by itself, and moves points off the
 * corner: the number's last (53rd) digit, beyond those of the sequence, is always set.
 *
 * Sources: I. M. Sobol', On the distribution of points in a cube and the approximate evaluation of
 * integrals, USSR Comput. Math. Math. Phys. 7(4), 1967; the Gray code: I. A. Antonov and V. M.
 * Saleev, ibid. 19(1), 1979; the shift: P. L'Ecuyer and C. Lemieux, Recent advances in randomized
 * quasi-Monte Carlo methods, in Modeling Uncertainty, 2002.
 */
export function* sobolShares(
  dimensions: number,
  count: number,
  seed: string,
): Generator<readonly number[]> {
  const columns = Array.from({ length: dimensions }, (_, dimension) => {
    const source = createStream(seed, 'design', 'sobol', dimension);
    const state = Math.floor(source() * 2 ** BITS);
    const rest = (2 * Math.floor(source() * 2 ** 20) + 1) * 2 ** -53;
    return { numbers: directionNumbers(dimension), state, rest };
  });
  for (let index = 0; index < count; index++) {
    yield columns.map(({ state, rest }) => (state >>> 0) * 2 ** -BITS + rest);
    const changed = trailingOnes(index);
    for (const column of columns) column.state ^= column.numbers[changed] ?? 0;
  }
}

/**
 * Number of 1s at the low end of an index below 2³²: the digit in which its Gray code and the next
 * one's differ.
 */
function trailingOnes(index: number): number {
  const zeros = ~index >>> 0;
  return zeros === 0 ? BITS : 31 - Math.clz32(zeros & -zeros);
}
