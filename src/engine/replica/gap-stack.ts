/**
 * The longest gap between tokens since any decode counter, for all sequences of a replica at once. Gaps are pushed with
 * the counter at which they ended; an entry that a later one equals or exceeds can never be an answer again, so gaps
 * fall from bottom to top and the answer is found by bisection on the counter. Push: O(1) amortised; query: O(log n).
 */
export class GapStack {
  #counters = new Float64Array(32);
  #gaps = new Float64Array(32);
  #size = 0;

  get size(): number {
    return this.#size;
  }

  push(counter: number, gapSeconds: number): void {
    let size = this.#size;
    while (size > 0 && this.#gaps[size - 1]! <= gapSeconds) size--;
    if (size === this.#gaps.length) this.#grow();
    this.#counters[size] = counter;
    this.#gaps[size] = gapSeconds;
    this.#size = size + 1;
  }

  /** The longest gap that ended after `counter`; 0 when there is none. */
  longestSince(counter: number): number {
    let low = 0;
    let high = this.#size;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.#counters[middle]! > counter) high = middle;
      else low = middle + 1;
    }
    return low < this.#size ? this.#gaps[low]! : 0;
  }

  /** Forgets gaps that ended at `counter` or before: no sequence that decodes now has seen them. */
  forgetUntil(counter: number): void {
    let keep = 0;
    while (keep < this.#size && this.#counters[keep]! <= counter) keep++;
    this.#counters.copyWithin(0, keep, this.#size);
    this.#gaps.copyWithin(0, keep, this.#size);
    this.#size -= keep;
  }

  clear(): void {
    this.#size = 0;
  }

  #grow(): void {
    const counters = new Float64Array(this.#gaps.length * 2);
    const gaps = new Float64Array(this.#gaps.length * 2);
    counters.set(this.#counters);
    gaps.set(this.#gaps);
    this.#counters = counters;
    this.#gaps = gaps;
  }
}
