/** What happens later. */
interface Due {
  readonly dueSeconds: number;
}

/** Objects in order of the instant at which they are due, then as `precedes` says. A binary heap. */
export class DueHeap<T extends Due> {
  readonly #heap: T[] = [];
  readonly #precedes: (a: T, b: T) => boolean;

  /** `precedes` decides between two that are due at one instant. */
  constructor(precedes: (a: T, b: T) => boolean) {
    this.#precedes = precedes;
  }

  get size(): number {
    return this.#heap.length;
  }

  /** Undefined when empty. */
  get first(): T | undefined {
    return this.#heap[0];
  }

  /** Infinity when empty. */
  get nextSeconds(): number {
    return this.#heap[0]?.dueSeconds ?? Number.POSITIVE_INFINITY;
  }

  push(item: T): void {
    const heap = this.#heap;
    let hole = heap.length;
    heap.push(item);
    while (hole > 0) {
      const parent = (hole - 1) >> 1;
      if (!this.#isFirst(item, heap[parent]!)) break;
      heap[hole] = heap[parent]!;
      hole = parent;
    }
    heap[hole] = item;
  }

  pop(): T {
    const heap = this.#heap;
    const first = heap[0]!;
    const last = heap.pop()!;
    if (heap.length === 0) return first;
    let hole = 0;
    for (;;) {
      let child = 2 * hole + 1;
      if (child >= heap.length) break;
      if (child + 1 < heap.length && this.#isFirst(heap[child + 1]!, heap[child]!)) child++;
      if (!this.#isFirst(heap[child]!, last)) break;
      heap[hole] = heap[child]!;
      hole = child;
    }
    heap[hole] = last;
    return first;
  }

  #isFirst(a: T, b: T): boolean {
    if (a.dueSeconds !== b.dueSeconds) return a.dueSeconds < b.dueSeconds;
    return this.#precedes(a, b);
  }
}
