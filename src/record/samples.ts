import { BatchedSketch } from './batched-sketch.ts';

/** How a metric's values are kept (`outputs.percentiles`). */
export type PercentileMode = 'exact' | 'sketch' | 'auto';

/** `auto` keeps this many values of a metric and class exactly; one more, and they move into a sketch. */
export const EXACT_LIMIT = 2_000_000;

/** Values of a part; exact parts are kept, a sketch's single part is emptied into it when full. */
const EXACT_PART = 32_768;
const SKETCH_PART = 512;

/**
 * The values of one metric and class, in the order in which they were accepted (completion, for requests): exact in
 * parts of fixed size (growing copies nothing), or in a {@link BatchedSketch}. Accepting is one store either way,
 * small enough to be inlined where it is called; a sketch takes its values in bulk.
 */
export class Samples {
  #open: Float64Array;
  #used = 0;
  /** Full parts, in order; always none for a sketch. */
  #parts: Float64Array[] = [];
  #sketch: BatchedSketch | null;
  readonly #limit: number;

  constructor(mode: PercentileMode, exactLimit = EXACT_LIMIT) {
    this.#limit = mode === 'auto' ? exactLimit : Number.POSITIVE_INFINITY;
    this.#sketch = mode === 'sketch' ? new BatchedSketch() : null;
    this.#open = new Float64Array(mode === 'sketch' ? SKETCH_PART : EXACT_PART);
  }

  /** Values must not be negative, nor NaN. */
  accept(value: number): void {
    this.#open[this.#used] = value;
    this.#used += 1;
    if (this.#used === this.#open.length) this.#closePart();
  }

  get count(): number {
    return this.#parts.length * EXACT_PART + (this.#sketch?.count ?? 0) + this.#used;
  }

  /** Every value in order, as one new array; null when they are in a sketch. */
  exact(): Float64Array | null {
    if (this.#settledSketch() !== null) return null;
    const values = new Float64Array(this.count);
    this.#parts.forEach((part, index) => {
      values.set(part, index * EXACT_PART);
    });
    values.set(this.#open.subarray(0, this.#used), this.#parts.length * EXACT_PART);
    return values;
  }

  /** The sketch of every value; null while they are exact. */
  get sketch(): BatchedSketch | null {
    return this.#settledSketch();
  }

  #closePart(): void {
    if (this.#sketch !== null) {
      this.#sketch.acceptAll(this.#open, null, this.#used);
    } else {
      this.#parts.push(this.#open);
      this.#open = new Float64Array(EXACT_PART);
    }
    this.#used = 0;
    if (this.count > this.#limit) this.#settledSketch();
  }

  /** Moves what is due into the sketch: the open part, and once past the limit all parts. */
  #settledSketch(): BatchedSketch | null {
    if (this.#sketch === null) {
      if (this.count <= this.#limit) return null;
      this.#sketch = new BatchedSketch();
      for (const part of this.#parts) this.#sketch.acceptAll(part, null, part.length);
      this.#parts = [];
    }
    this.#sketch.acceptAll(this.#open, null, this.#used);
    this.#used = 0;
    if (this.#open.length !== SKETCH_PART) this.#open = new Float64Array(SKETCH_PART);
    return this.#sketch;
  }
}

/** Values that come many at a time (gaps between tokens): always a sketch. */
export class WeightedSamples {
  readonly #values = new Float64Array(SKETCH_PART);
  readonly #weights = new Float64Array(SKETCH_PART);
  readonly #sketch = new BatchedSketch();
  #used = 0;

  /** `weight` equal values in a row; a whole number, and 0 does nothing. */
  accept(value: number, weight: number): void {
    this.#values[this.#used] = value;
    this.#weights[this.#used] = weight;
    this.#used += 1;
    if (this.#used === SKETCH_PART) this.#empty();
  }

  get sketch(): BatchedSketch {
    this.#empty();
    return this.#sketch;
  }

  #empty(): void {
    this.#sketch.acceptAll(this.#values, this.#weights, this.#used);
    this.#used = 0;
  }
}
