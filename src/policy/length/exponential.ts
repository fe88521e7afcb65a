import { drawExponential } from '../../base/random/exponential.ts';
import { clippedBounds, leastOf, mostOf, toTokens } from './clip.ts';
import type { LengthDefinition, LengthSpec } from './port.ts';

/**
 * Exponential with `mean`, rounded up: the realised mean is about mean + ½. One uniform per draw.
 */
export const exponential: LengthDefinition<Extract<LengthSpec, { distribution: 'exponential' }>> = {
  create(spec, source) {
    const { mean } = spec;
    const least = leastOf(spec);
    const most = mostOf(spec);
    return () => toTokens(mean * drawExponential(source), least, most);
  },
  mean: (spec) => spec.mean,
  bounds: (spec) => clippedBounds(spec, 0, Infinity),
};
