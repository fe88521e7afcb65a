import { assert } from '../../base/assert.ts';
import { clippedBounds, leastOf, toTokens } from './clip.ts';
import type { LengthDefinition, LengthSpec } from './port.ts';

type ZipfSpec = Extract<LengthSpec, { distribution: 'zipf' }>;

/**
 * Largest `max` that is tabulated: 80 MB of table. Assumed; a context of ten million tokens is
 * beyond every model.
 */
export const ZIPF_MAX_TOKENS = 10_000_000;

/**
 * Zipf on 1 … `max`: P(n) ∝ n^−exponent, by a tabulated inverse CDF. One uniform per draw, O(log
 * max).
 */
export const zipf: LengthDefinition<ZipfSpec> = {
  create(spec, source) {
    const cumulative = cumulativeWeights(spec);
    const count = cumulative.length;
    const total = cumulative[count - 1]!;
    const least = leastOf(spec);
    return () => toTokens(1 + firstAbove(cumulative, source() * total), least, count);
  },
  mean(spec) {
    const cumulative = cumulativeWeights(spec);
    const count = cumulative.length;
    // Σ n·P(n) = Σ P(N ≥ n) = count − Σ P(N ≤ n) over n < count.
    let below = 0;
    for (let n = 1; n < count; n++) below += cumulative[n - 1]!;
    return count - below / cumulative[count - 1]!;
  },
  bounds: (spec) => clippedBounds(spec, 1, spec.max),
};

function cumulativeWeights(spec: ZipfSpec): Float64Array {
  const count = Math.floor(spec.max);
  assert(count >= 1 && count <= ZIPF_MAX_TOKENS, `a Zipf table cannot have ${spec.max} rows`);
  const cumulative = new Float64Array(count);
  let sum = 0;
  for (let n = 1; n <= count; n++) {
    sum += n ** -spec.exponent;
    cumulative[n - 1] = sum;
  }
  return cumulative;
}

/** Index of the first entry above `target`; `target` lies below the last entry. */
function firstAbove(ascending: Float64Array, target: number): number {
  let low = 0;
  let high = ascending.length - 1;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (ascending[middle]! > target) high = middle;
    else low = middle + 1;
  }
  return low;
}
