import { createGammaSampler } from '../../base/random/gamma.ts';
import { clippedBounds, leastOf, mostOf, toTokens } from './clip.ts';
import type { LengthDefinition, LengthSpec } from './port.ts';

/**
 * Gamma with `mean` and `cv`, rounded up: shape 1/cv². By rejection: the number of uniforms per
 * draw varies.
 */
export const gamma: LengthDefinition<Extract<LengthSpec, { distribution: 'gamma' }>> = {
  create(spec, source) {
    const draw = createGammaSampler(spec.mean, spec.cv, source);
    const least = leastOf(spec);
    const most = mostOf(spec);
    return () => toTokens(draw(), least, most);
  },
  mean: (spec) => spec.mean,
  bounds: (spec) =>
    spec.cv === 0 ? clippedBounds(spec, spec.mean, spec.mean) : clippedBounds(spec, 0, Infinity),
};
