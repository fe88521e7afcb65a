import type { RandomSource } from './source.ts';

/**
 * Draws an exponential number of mean 1 by inverse CDF, −ln(1 − u): one uniform, no rejection,
 * never infinite.
 */
export function drawExponential(source: RandomSource): number {
  return -Math.log1p(-source());
}
