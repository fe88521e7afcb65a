import { normalQuantile } from '../normal-quantile.ts';
import type { RandomSource } from './source.ts';

/**
 * Half of the distance between two uniforms of 53 bits: draws stand in the middle of their cell,
 * never at 0 or 1.
 */
const HALF_CELL = 2 ** -54;

/**
 * Draws a standard normal number by inverse CDF: exactly one uniform, and monotone in it, so that
 * one more draw elsewhere shifts nothing and common random numbers stay paired. Never beyond ±8.3.
 */
export function drawNormal(source: RandomSource): number {
  const u = source() + HALF_CELL;
  // 1 − 2⁻⁵³ + 2⁻⁵⁴ rounds to 1; the largest double below 1 stands for that cell.
  return normalQuantile(u < 1 ? u : 1 - 2 * HALF_CELL);
}
