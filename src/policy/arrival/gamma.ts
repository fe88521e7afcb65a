import { createGammaSampler } from '../../base/random/gamma.ts';
import type { RenewalDefinition, RenewalSpec } from './port.ts';

/**
 * Gamma gaps of mean 1 with a coefficient of variation: shape 1/cv², scale cv². cv 1 has the law of
 * poisson; above 1 the arrivals come in bursts, below 1 they are smoother than chance, at 0 they
 * are deterministic.
 */
export const gamma: RenewalDefinition<Extract<RenewalSpec, { process: 'gamma' }>> = {
  create(spec, source) {
    return createGammaSampler(1, spec.cv, source);
  },
};
