import { assert } from '../assert.ts';
import type { RandomSource } from './source.ts';

/**
 * Makes a sampler of indices with chances in proportion to `weights` (finite, not negative, not all
 * 0): O(1) and one uniform per draw. An index of weight 0 is never drawn.
 *
 * Source: M. D. Vose, A linear algorithm for generating random numbers with a given distribution,
 * IEEE TSE 17(9), 1991.
 */
export function createIndexSampler(weights: readonly number[], source: RandomSource): () => number {
  const { keep, alias } = buildAliasTable(weights);
  const count = weights.length;
  return () => {
    const place = source() * count;
    const index = Math.floor(place);
    return place - index < keep[index]! ? index : alias[index]!;
  };
}

function buildAliasTable(weights: readonly number[]) {
  const count = weights.length;
  let total = 0;
  for (const weight of weights) {
    assert(weight >= 0 && weight < Infinity, `${weight} is not a weight`);
    total += weight;
  }
  assert(total > 0 && total < Infinity, 'the weights have no finite, positive sum');
  const share = Float64Array.from(weights, (weight) => (weight / total) * count);
  const keep = new Float64Array(count).fill(1);
  const alias = Int32Array.from(weights, (_, index) => index);
  const poor: number[] = [];
  const rich: number[] = [];
  for (let index = 0; index < count; index++) (share[index]! < 1 ? poor : rich).push(index);
  while (poor.length > 0 && rich.length > 0) {
    const low = poor.pop()!;
    const high = rich.at(-1)!;
    keep[low] = share[low]!;
    alias[low] = high;
    share[high] = share[high]! - (1 - share[low]!);
    if (share[high]! < 1) poor.push(rich.pop()!);
  }
  // What is left over has share 1 but for rounding; a weight of 0 must not gain a chance by that.
  const heaviest = indexOfLargest(weights);
  for (const index of poor) {
    if (weights[index] !== 0) continue;
    keep[index] = 0;
    alias[index] = heaviest;
  }
  return { keep, alias };
}

function indexOfLargest(weights: readonly number[]): number {
  let best = 0;
  for (let index = 1; index < weights.length; index++) {
    if (weights[index]! > weights[best]!) best = index;
  }
  return best;
}
