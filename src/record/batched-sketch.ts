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
  #full: QuantileSketch[] = [];
  #open = new QuantileSketch();
  #batchSize = FIRST_BATCH;

  /** `weight` (a whole number ≥ 1) equal values in a row. O(1) per value, amortised. */
  accept(value: number, weight = 1): void {
    let left = weight;
    let room = this.#batchSize - this.#open.count;
    while (left >= room) {
      this.#open.accept(value, room);
      left -= room;
      this.#close();
      room = this.#batchSize - this.#open.count;
    }
    if (left > 0) this.#open.accept(value, left);
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
