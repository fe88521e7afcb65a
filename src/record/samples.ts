import { BatchedSketch } from './batched-sketch.ts';

/** How a metric's values are kept (`outputs.percentiles`). */
export type PercentileMode = 'exact' | 'sketch' | 'auto';

/** `auto` keeps this many values of a metric and class exactly; one more, and they move into a sketch. */
export const EXACT_LIMIT = 2_000_000;

const PART = 32_768;

/**
 * The values of one metric and class, in the order in which they were accepted (completion, for requests): exact in
 * parts of fixed size (growing copies nothing), or in a {@link BatchedSketch}.
 */
export class Samples {
  #parts: Float64Array[] | null;
  #open: Float64Array = new Float64Array(0);
  #used = 0;
  #count = 0;
  #sketch: BatchedSketch | null;
  readonly #limit: number;

  constructor(mode: PercentileMode, exactLimit = EXACT_LIMIT) {
    this.#limit = mode === 'auto' ? exactLimit : Number.POSITIVE_INFINITY;
    this.#parts = mode === 'sketch' ? null : [];
    this.#sketch = mode === 'sketch' ? new BatchedSketch() : null;
  }

  /** `weight` equal values in a row; NaN is a bug of the caller's. */
  accept(value: number, weight = 1): void {
    this.#count += weight;
    if (this.#sketch !== null) {
      this.#sketch.accept(value, weight);
      return;
    }
    for (let i = 0; i < weight; i += 1) {
      if (this.#used === this.#open.length) this.#grow();
      this.#open[this.#used] = value;
      this.#used += 1;
    }
    if (this.#parts !== null && this.#count > this.#limit) this.#moveToSketch(this.#parts);
  }

  get count(): number {
    return this.#count;
  }

  /** Every value in order, as one new array; null once they are in a sketch. */
  exact(): Float64Array | null {
    if (this.#parts === null) return null;
    const values = new Float64Array(this.count);
    let at = 0;
    for (const part of this.#parts) {
      const length = Math.min(PART, values.length - at);
      values.set(part.subarray(0, length), at);
      at += length;
    }
    return values;
  }

  /** The sketch; null while values are exact. */
  get sketch(): BatchedSketch | null {
    return this.#sketch;
  }

  #grow(): void {
    this.#open = new Float64Array(PART);
    this.#parts?.push(this.#open);
    this.#used = 0;
  }

  #moveToSketch(parts: readonly Float64Array[]): void {
    const sketch = new BatchedSketch();
    let left = this.count;
    for (const part of parts) {
      const length = Math.min(PART, left);
      for (let i = 0; i < length; i += 1) sketch.accept(part[i]!);
      left -= length;
    }
    this.#sketch = sketch;
    this.#parts = null;
    this.#open = new Float64Array(0);
    this.#used = 0;
  }
}
