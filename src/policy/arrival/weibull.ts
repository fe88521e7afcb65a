import { createWeibullSampler } from '../../base/random/weibull.ts';
import type { RenewalDefinition, RenewalSpec } from './port.ts';

/**
 * Weibull gaps of mean 1 with a coefficient of variation, one uniform each. cv 1 has the law of
 * poisson; above 1 the arrivals come in bursts, at 0 they are deterministic.
 */
export const weibull: RenewalDefinition<Extract<RenewalSpec, { process: 'weibull' }>> = {
  create(spec, source) {
    return createWeibullSampler(1, spec.cv, source);
  },
};
