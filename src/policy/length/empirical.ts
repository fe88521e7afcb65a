import { assert } from '../../base/assert.ts';
import { createIndexSampler } from '../../base/random/alias-table.ts';
import { clippedBounds, leastOf, mostOf, toTokens } from './clip.ts';
import type { LengthDefinition, LengthSpec } from './port.ts';

type EmpiricalSpec = Extract<LengthSpec, { distribution: 'empirical' }>;

/**
 * One of `values`, with chances in proportion to `weights` (equal ones without). One uniform per
 * draw, O(1).
 */
export const empirical: LengthDefinition<EmpiricalSpec> = {
  create(spec, source) {
    const least = leastOf(spec);
    const most = mostOf(spec);
    const tokens = Float64Array.from(spec.values, (value) => toTokens(value, least, most));
    const drawIndex = createIndexSampler(weightsOf(spec), source);
    return () => tokens[drawIndex()]!;
  },
  mean(spec) {
    const weights = weightsOf(spec);
    let sum = 0;
    let total = 0;
    spec.values.forEach((value, index) => {
      sum += value * weights[index]!;
      total += weights[index]!;
    });
    return sum / total;
  },
  bounds(spec) {
    const weights = weightsOf(spec);
    let lowest = Infinity;
    let highest = -Infinity;
    spec.values.forEach((value, index) => {
      if (weights[index] === 0) return;
      lowest = Math.min(lowest, value);
      highest = Math.max(highest, value);
    });
    return clippedBounds(spec, lowest, highest);
  },
};

function weightsOf(spec: EmpiricalSpec): readonly number[] {
  const weights = spec.weights ?? spec.values.map(() => 1);
  assert(
    weights.length === spec.values.length,
    'an empirical length has as many weights as values',
  );
  return weights;
}
