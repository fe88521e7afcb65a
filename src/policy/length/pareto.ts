import { randomPareto } from 'd3-random';
import { assert } from '../../base/assert.ts';
import { clippedBounds, leastOf, mostOf, toTokens } from './clip.ts';
import type { LengthDefinition, LengthSpec } from './port.ts';

type ParetoSpec = Extract<LengthSpec, { distribution: 'pareto' }>;

/**
 * Pareto (type I) with `mean` and tail index `shape` > 1, rounded up: P(X > x) = (scale/x)^shape above its scale
 * mean·(shape − 1)/shape. The variance is infinite up to shape 2. One uniform per draw.
 */
export const pareto: LengthDefinition<ParetoSpec> = {
  create(spec, source) {
    assert(spec.shape > 1, `a Pareto length of shape ${spec.shape} has no mean`);
    const draw = randomPareto.source(source)(spec.shape);
    const scale = scaleOf(spec);
    const least = leastOf(spec);
    const most = mostOf(spec);
    return () => toTokens(scale * draw(), least, most);
  },
  mean: (spec) => spec.mean,
  bounds: (spec) => clippedBounds(spec, scaleOf(spec), Infinity),
};

function scaleOf(spec: ParetoSpec): number {
  return (spec.mean * (spec.shape - 1)) / spec.shape;
}
