import { randomWeibull } from 'd3-random';
import { weibullMean, weibullShapeOfCv } from '../../base/random/weibull.ts';
import type { ArrivalDefinition, ArrivalSpec } from './port.ts';

/**
 * Weibull gaps of mean 1 with a coefficient of variation, one uniform each: the shape k solves
 * cv² = Γ(1 + 2/k) ÷ Γ(1 + 1/k)² − 1, the scale is 1 ÷ Γ(1 + 1/k). cv 1 has the law of poisson, 0 is deterministic.
 */
export const weibull: ArrivalDefinition<Extract<ArrivalSpec, { process: 'weibull' }>> = {
  create(spec, source) {
    if (spec.cv === 0) return () => 1;
    const shape = weibullShapeOfCv(spec.cv);
    return randomWeibull.source(source)(shape, 0, 1 / weibullMean(shape));
  },
};
