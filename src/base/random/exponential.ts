import type { RandomSource } from './source.ts';

/**
 * Draws an exponential number of mean 1 by inverse CDF, −ln(1 − u): one uniform, no rejection,
 * never infinite. u has 53 bits, so 1 − u is exact and the plain logarithm loses nothing.
 */
export function drawExponential(source: RandomSource): number {
  return -Math.log(1 - source());
}
