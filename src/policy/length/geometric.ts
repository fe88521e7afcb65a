import { createGeometricSampler } from '../../base/random/geometric.ts';
import { clippedBounds, leastOf, mostOf, toTokens } from './clip.ts';
import type { LengthDefinition, LengthSpec } from './port.ts';

/**
 * Geometric on 1, 2, 3 … with `mean` ≥ 1: P(n) = (1 − 1/mean)^(n − 1) ÷ mean, the discrete law
 * without memory. One uniform per draw (none where the mean is 1).
 */
export const geometric: LengthDefinition<Extract<LengthSpec, { distribution: 'geometric' }>> = {
  create(spec, source) {
    const draw = createGeometricSampler(spec.mean, source);
    const least = leastOf(spec);
    const most = mostOf(spec);
    return () => toTokens(draw(), least, most);
  },
  mean: (spec) => spec.mean,
  bounds: (spec) => clippedBounds(spec, 1, spec.mean === 1 ? 1 : Infinity),
};
