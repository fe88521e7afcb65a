/** Marks a handle that waits nowhere. */
export const ABSENT = -2;

/**
 * Notes per handle that queues keep: neighbours in a list, or place and key in a heap. Queues may share one space,
 * since a handle waits in one queue at a time: a thousand replicas then need no more memory than one.
 */
export class HandleSpace {
  next: Int32Array<ArrayBuffer> = new Int32Array(64).fill(ABSENT);
  previous: Int32Array<ArrayBuffer> = new Int32Array(64).fill(ABSENT);
  keys: Float64Array<ArrayBuffer> = new Float64Array(64);
  pushedAt: Float64Array<ArrayBuffer> = new Float64Array(64);

  /** Makes room for `handle`. */
  include(handle: number): void {
    if (handle < this.next.length) return;
    const length = Math.max(handle + 1, 2 * this.next.length);
    const grow = (column: Int32Array) => {
      const grown = new Int32Array(length).fill(ABSENT, column.length);
      grown.set(column);
      return grown;
    };
    const growFloats = (column: Float64Array) => {
      const grown = new Float64Array(length);
      grown.set(column);
      return grown;
    };
    this.next = grow(this.next);
    this.previous = grow(this.previous);
    this.keys = growFloats(this.keys);
    this.pushedAt = growFloats(this.pushedAt);
  }
}
