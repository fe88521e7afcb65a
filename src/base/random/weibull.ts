import { randomWeibull } from 'd3-random';
import { bisect, gammaln } from 'simple-statistics';
import { assert } from '../assert.ts';
import type { RandomSource } from './source.ts';

/**
 * Coefficients of variation that a Weibull law is offered for: shapes from about 1,300 down to
 * 0.13.
 */
export const WEIBULL_CV_RANGE = [0.001, 100] as const;

/**
 * Mean of a Weibull law with scale 1: Γ(1 + 1/shape).
 */
export function weibullMean(shape: number): number {
  return Math.exp(gammaln(1 + 1 / shape));
}

/**
 * Shape of the Weibull law with a coefficient of variation: solves cv² = Γ(1 + 2/k) ÷ Γ(1 + 1/k)² −
 * 1 by bisection in ln k, to about 1e-12. Asserts that `cv` lies in {@link WEIBULL_CV_RANGE}. cv 1
 * gives shape 1, the exponential law.
 */
export function weibullShapeOfCv(cv: number): number {
  const [least, most] = WEIBULL_CV_RANGE;
  assert(cv >= least && cv <= most, `no Weibull shape is offered for cv ${cv}`);
  const target = Math.log1p(cv * cv);
  const excess = (logShape: number) => {
    const inverse = Math.exp(-logShape);
    return gammaln(1 + 2 * inverse) - 2 * gammaln(1 + inverse) - target;
  };
  return Math.exp(bisect(excess, Math.log(0.1), Math.log(2000), 200, 1e-13));
}

/**
 * Makes a sampler of Weibull numbers by mean and coefficient of variation, by inverse CDF: one
 * uniform per draw. cv 0 is the constant `mean`.
 */
export function createWeibullSampler(mean: number, cv: number, source: RandomSource): RandomSource {
  if (cv === 0) return () => mean;
  const shape = weibullShapeOfCv(cv);
  return randomWeibull.source(source)(shape, 0, mean / weibullMean(shape));
}
