/** What is known of a conversation between its first turn and its last. */
export const session = {
  /** In order of beginning, from 0. */
  number: 0,
  beganSeconds: 1,
  /** Whether its first turn is measured; known once that has come. */
  measured: 2,
  /** Turns that it will have, and its turn that is due or in flight, from 0. */
  turns: 3,
  turn: 4,
  dueSeconds: 5,
  /** Tokens of that turn's prompt, of its answer, and of the context that it was added to. */
  prompt: 6,
  output: 7,
  context: 8,
  /** Number of its request; −1 until it is sent. */
  id: 9,
  /** Its last text (turn-texts.ts). */
  texts: 10,
} as const;

const STRIDE = 11;

/**
 * The conversations that are open, and which of them has its next turn first: 88 bytes each and 4 while it waits, in arrays, so
 * that millions of users may read and type at a time. A conversation is a handle, used again once it is over.
 */
export class OpenSessions {
  #rows = new Float64Array(STRIDE * 1024);
  #used = 0;
  readonly #free: number[] = [];
  /** A binary heap of those that wait: by the instant at which they are due, then in order of beginning. */
  #heap = new Int32Array(1024);
  #waiting = 0;

  /** Conversations that have begun and not ended. */
  get size(): number {
    return this.#used - this.#free.length;
  }

  open(): number {
    const free = this.#free.pop();
    if (free !== undefined) return free;
    if ((this.#used + 1) * STRIDE > this.#rows.length) {
      const wider = new Float64Array(2 * this.#rows.length);
      wider.set(this.#rows);
      this.#rows = wider;
    }
    return this.#used++;
  }

  close(handle: number): void {
    this.#free.push(handle);
  }

  get(handle: number, field: number): number {
    return this.#rows[handle * STRIDE + field]!;
  }

  set(handle: number, field: number, value: number): void {
    this.#rows[handle * STRIDE + field] = value;
  }

  /** When the next turn of all is due; Infinity where nobody waits. */
  get nextSeconds(): number {
    return this.#waiting === 0
      ? Number.POSITIVE_INFINITY
      : this.get(this.#heap[0]!, session.dueSeconds);
  }

  /** Its turn comes at its `dueSeconds`. */
  wait(handle: number): void {
    if (this.#waiting === this.#heap.length) {
      const wider = new Int32Array(2 * this.#heap.length);
      wider.set(this.#heap);
      this.#heap = wider;
    }
    const heap = this.#heap;
    let hole = this.#waiting++;
    while (hole > 0) {
      const parent = (hole - 1) >> 1;
      if (!this.#isFirst(handle, heap[parent]!)) break;
      heap[hole] = heap[parent]!;
      hole = parent;
    }
    heap[hole] = handle;
  }

  /** The one whose turn comes next, which waits no longer. Somebody must wait. */
  next(): number {
    const heap = this.#heap;
    const first = heap[0]!;
    const last = heap[--this.#waiting]!;
    let hole = 0;
    for (;;) {
      let child = 2 * hole + 1;
      if (child >= this.#waiting) break;
      if (child + 1 < this.#waiting && this.#isFirst(heap[child + 1]!, heap[child]!)) child++;
      if (!this.#isFirst(heap[child]!, last)) break;
      heap[hole] = heap[child]!;
      hole = child;
    }
    heap[hole] = last;
    return first;
  }

  #isFirst(a: number, b: number): boolean {
    const difference = this.get(a, session.dueSeconds) - this.get(b, session.dueSeconds);
    if (difference !== 0) return difference < 0;
    return this.get(a, session.number) < this.get(b, session.number);
  }
}
