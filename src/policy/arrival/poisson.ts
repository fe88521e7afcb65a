import { drawExponential } from '../../base/random/exponential.ts';
import type { RandomSource } from '../../base/random/source.ts';
import type { RenewalDefinition, RenewalSpec } from './port.ts';

/** Poisson arrivals: exponential gaps of mean 1, one uniform each, by inverse CDF. */
export const poisson: RenewalDefinition<Extract<RenewalSpec, { process: 'poisson' }>> = {
  create(_spec, source: RandomSource) {
    return () => drawExponential(source);
  },
};
