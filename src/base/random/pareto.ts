import { randomPareto } from 'd3-random';
import { assert } from '../assert.ts';
import type { RandomSource } from './source.ts';

/** Least value of the Pareto law (type I) with a `mean` and a tail index `shape` > 1. */
export function paretoScale(mean: number, shape: number): number {
  assert(shape > 1, `a Pareto law of shape ${shape} has no mean`);
  return (mean * (shape - 1)) / shape;
}

/**
 * Makes a sampler of Pareto numbers, P(X > x) = (scale/x)^shape above {@link paretoScale}, by
 * inverse CDF: one uniform per draw.
 */
export function createParetoSampler(
  mean: number,
  shape: number,
  source: RandomSource,
): RandomSource {
  const scale = paretoScale(mean, shape);
  const draw = randomPareto.source(source)(shape);
  return () => scale * draw();
}
