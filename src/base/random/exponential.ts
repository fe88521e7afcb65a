import type { RandomSource } from './source.ts';

/**
 * Draws an exponential number of mean 1 by inverse CDF, −ln(1 − u): one uniform, no rejection,
 * never infinite. u has 53 bits, so 1 − u is exact and the plain logarithm loses nothing; it is taken
 * from 0, so that a draw of 0 has no sign.
 */
export function drawExponential(source: RandomSource): number {
  return 0 - Math.log(1 - source());
}
