import { randomGeometric } from 'd3-random';
import { assert } from '../assert.ts';
import type { RandomSource } from './source.ts';

/**
 * Makes a sampler of geometric numbers on 1, 2, 3 … with `mean` ≥ 1, by inverse CDF: one uniform
 * per draw, none where the mean is 1.
 */
export function createGeometricSampler(mean: number, source: RandomSource): RandomSource {
  assert(mean >= 1, `a geometric number cannot have mean ${mean}`);
  return randomGeometric.source(source)(1 / mean);
}
