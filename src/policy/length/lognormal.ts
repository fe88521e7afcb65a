import { drawNormal } from '../../base/random/normal.ts';
import { clippedBounds, leastOf, mostOf, toTokens } from './clip.ts';
import type { LengthDefinition, LengthSpec } from './port.ts';

/**
 * Lognormal with `mean` and `cv`, rounded up: exp(μ + σz), σ² = ln(1 + cv²), μ = ln mean − σ²/2.
 * One uniform per draw.
 */
export const lognormal: LengthDefinition<Extract<LengthSpec, { distribution: 'lognormal' }>> = {
  create(spec, source) {
    const variance = Math.log1p(spec.cv * spec.cv);
    const sigma = Math.sqrt(variance);
    const mu = Math.log(spec.mean) - variance / 2;
    const least = leastOf(spec);
    const most = mostOf(spec);
    // exp(ln mean) may stand a rounding above the mean, and would then be rounded up.
    if (spec.cv === 0) return () => toTokens(spec.mean, least, most);
    return () => toTokens(Math.exp(mu + sigma * drawNormal(source)), least, most);
  },
  mean: (spec) => spec.mean,
  bounds: (spec) =>
    spec.cv === 0 ? clippedBounds(spec, spec.mean, spec.mean) : clippedBounds(spec, 0, Infinity),
};
