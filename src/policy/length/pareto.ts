import { createParetoSampler, paretoScale } from '../../base/random/pareto.ts';
import { clippedBounds, leastOf, mostOf, toTokens } from './clip.ts';
import type { LengthDefinition, LengthSpec } from './port.ts';

/**
 * Pareto (type I) with `mean` and tail index `shape` > 1, rounded up: P(X > x) = (scale/x)^shape
 * above its scale mean·(shape − 1)/shape. The variance is infinite up to shape 2. One uniform per
 * draw.
 */
export const pareto: LengthDefinition<Extract<LengthSpec, { distribution: 'pareto' }>> = {
  create(spec, source) {
    const draw = createParetoSampler(spec.mean, spec.shape, source);
    const least = leastOf(spec);
    const most = mostOf(spec);
    return () => toTokens(draw(), least, most);
  },
  mean: (spec) => spec.mean,
  bounds: (spec) => clippedBounds(spec, paretoScale(spec.mean, spec.shape), Infinity),
};
