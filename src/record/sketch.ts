import { DDSketch } from '@datadog/sketches-js';
import { assert } from '../base/assert.ts';

/** Promise of every sketched quantile: within this share of a value whose rank is the asked one. */
export const SKETCH_RELATIVE_ERROR = 0.005;

/**
 * Values below this count as zero: a nanosecond, a nanojoule. It keeps rounding residue of subtracted instants, which
 * would otherwise open thousands of bins between 1e-17 and 1e-9, out of the store.
 */
const SMALLEST = 1e-9;

/**
 * A distribution in bounded memory: about 100 bins per factor of e. DDSketch (Masson, Rim, Lee, VLDB 2019) with 0.5 %
 * relative error; merging gives what one sketch of all values would. Values must be ≥ 0 but for rounding residue.
 */
export class QuantileSketch {
  readonly #sketch = new DDSketch({ relativeAccuracy: SKETCH_RELATIVE_ERROR });

  get count(): number {
    return this.#sketch.count;
  }

  get sum(): number {
    return this.#sketch.sum;
  }

  /** NaN when empty. */
  get max(): number {
    return this.count > 0 ? this.#sketch.max : Number.NaN;
  }

  /** NaN when empty. */
  get mean(): number {
    return this.#sketch.sum / this.#sketch.count;
  }

  accept(value: number, weight = 1): void {
    assert(value > -SMALLEST, 'a sketch takes values that are not negative, nor NaN');
    this.#sketch.accept(value < SMALLEST ? 0 : value, weight);
  }

  /**
   * Values `from` up to `to`, with their weights or one each; a weight of 0 is skipped. As `accept` one by one but
   * several times as fast: the bins that exist already are counted up in this loop, the others by the sketch.
   */
  acceptAll(values: Float64Array, weights: Float64Array | null, from: number, to: number): void {
    const sketch = this.#sketch;
    const { store, mapping } = sketch;
    let { bins, offset, minKey, maxKey } = store;
    let inBins = 0;
    for (let i = from; i < to; i += 1) {
      const weight = weights === null ? 1 : weights[i]!;
      const value = values[i]!;
      if (value >= SMALLEST && weight > 0) {
        const key = mapping.key(value);
        if (key >= minKey && key <= maxKey) {
          bins[key - offset]! += weight;
          inBins += weight;
          sketch.sum += value * weight;
          if (value > sketch.max) sketch.max = value;
          if (value < sketch.min) sketch.min = value;
          continue;
        }
      }
      if (weight > 0) this.accept(value, weight);
      ({ bins, offset, minKey, maxKey } = store);
    }
    store.count += inBins;
    sketch.count += inBins;
  }

  /** Value at the quantile, never beyond the largest value; NaN when empty. */
  quantile(p: number): number {
    const value = this.#sketch.getValueAtQuantile(p);
    return value > this.#sketch.max ? this.#sketch.max : value;
  }

  /** Share of the values in bins up to the one that holds `value`; NaN when empty. */
  shareUpTo(value: number): number {
    const { store, mapping, zeroCount, count } = this.#sketch;
    let below = zeroCount;
    if (value >= SMALLEST) {
      const last = Math.min(mapping.key(value) - store.offset, store.bins.length - 1);
      for (let bin = 0; bin <= last; bin += 1) below += store.bins[bin]!;
    }
    return below / count;
  }

  /**
   * Adds all of `other`. Not DDSketch.merge: its store (2.1.1) takes a greatest key of 0, a largest value just under
   * 1, for an absent argument, does not make room for it, and loses the counts.
   */
  merge(other: QuantileSketch): void {
    const from = other.#sketch;
    const into = this.#sketch;
    const { bins, offset } = from.store;
    for (let bin = 0; bin < bins.length; bin += 1) {
      if (bins[bin]! > 0) into.store.add(bin + offset, bins[bin]!);
    }
    into.zeroCount += from.zeroCount;
    into.count += from.count;
    into.sum += from.sum;
    into.min = Math.min(into.min, from.min);
    into.max = Math.max(into.max, from.max);
  }
}
