import { QuantileSketch } from './sketch.ts';

/** Between half as many and this many batches exist at any time, so at least 32: above the 30 of the contract. */
export const MOST_BATCHES = 64;

/** Values of a first batch; it doubles as often as needed. */
const FIRST_BATCH = 32;

/**
 * Quantiles and batches at once, online and in bounded memory: values go, in order, into contiguous batches, each a
 * sketch with its mean; when 64 are full, neighbours merge and batches double. Order is the order of accept.
 */
export class BatchedSketch {
  readonly #full: QuantileSketch[] = [];
  #open = new QuantileSketch();
  #batchSize = FIRST_BATCH;
  #count = 0;

  /** Values so far, weights included. */
  get count(): number {
    return this.#count;
  }

  /** The first `length` values, in order, `weights[i]` (a whole number ≥ 0, else 1) of each. O(1) per value, amortised. */
  acceptAll(values: Float64Array, weights: Float64Array | null, length: number): void {
    let from = 0;
    while (from < length) {
      // As many whole entries as fit into the open batch go in at once; one that overflows it is cut.
      let weight = 0;
      let to = from;
      const room = this.#batchSize - this.#open.count;
      while (to < length) {
        const next = weights === null ? 1 : weights[to]!;
        if (weight + next > room) break;
        weight += next;
        to += 1;
      }
      this.#open.acceptAll(values, weights, from, to);
      this.#count += weight;
      if (weight === room) this.#close();
      else if (to < length) {
        this.#cut(values[to]!, weights![to]!);
        to += 1;
      }
      from = to;
    }
  }

  /** Full batches in order, equally large; what is in the open one belongs to none. */
  get batches(): readonly QuantileSketch[] {
    return this.#full;
  }

  /** One sketch of every value. */
  total(): QuantileSketch {
    const total = new QuantileSketch();
    for (const batch of this.#full) total.merge(batch);
    total.merge(this.#open);
    return total;
  }

  /** `weight` equal values that reach over the end of the open batch, perhaps of several. */
  #cut(value: number, weight: number): void {
    let left = weight;
    this.#count += weight;
    while (left > 0) {
      const part = Math.min(left, this.#batchSize - this.#open.count);
      this.#open.accept(value, part);
      left -= part;
      if (this.#open.count === this.#batchSize) this.#close();
    }
  }

  #close(): void {
    this.#full.push(this.#open);
    this.#open = new QuantileSketch();
    if (this.#full.length < MOST_BATCHES) return;
    for (let pair = 0; pair < MOST_BATCHES; pair += 2) {
      this.#full[pair]!.merge(this.#full[pair + 1]!);
      this.#full[pair / 2] = this.#full[pair]!;
    }
    this.#full.length = MOST_BATCHES / 2;
    this.#batchSize *= 2;
  }
}
