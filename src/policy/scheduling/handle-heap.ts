import { assert } from '../../base/assert.ts';
import { growFloat64, growInt32 } from './grow.ts';
import { EMPTY } from './port.ts';

/** Place of a handle that is not in the heap. */
const ABSENT = -1;

/**
 * An indexed binary min-heap of handles, by key and, where keys are equal, by order of push: a
 * total order, so what is first never depends on the heap's history. push, pop and remove cost
 * O(log size) and allocate nothing once grown.
 */
export class HandleHeap {
  size = 0;
  private heap = new Int32Array(64);
  private place = new Int32Array(64).fill(ABSENT);
  private keys = new Float64Array(64);
  private pushedAt = new Float64Array(64);
  private pushes = 0;

  push(handle: number, key: number): void {
    if (handle >= this.place.length) this.growHandles(handle);
    assert(this.place[handle] === ABSENT, 'a waiting request was queued again');
    assert(!Number.isNaN(key), 'a scheduling key is not a number');
    if (this.size === this.heap.length) this.heap = growInt32(this.heap, this.size, 0);
    this.keys[handle] = key;
    this.pushedAt[handle] = this.pushes;
    this.pushes += 1;
    this.size += 1;
    this.siftUp(this.size - 1, handle);
  }

  peek(): number {
    return this.size === 0 ? EMPTY : this.heap[0]!;
  }

  pop(): number {
    const handle = this.peek();
    if (handle !== EMPTY) this.remove(handle);
    return handle;
  }

  remove(handle: number): void {
    const at = this.place[handle] ?? ABSENT;
    assert(at !== ABSENT, 'a request that does not wait was taken out of the queue');
    this.place[handle] = ABSENT;
    this.size -= 1;
    const last = this.heap[this.size]!;
    if (last === handle) return;
    if (at > 0 && this.before(last, this.heap[(at - 1) >> 1]!)) this.siftUp(at, last);
    else this.siftDown(at, last);
  }

  private before(a: number, b: number): boolean {
    const keyA = this.keys[a]!;
    const keyB = this.keys[b]!;
    return keyA < keyB || (keyA === keyB && this.pushedAt[a]! < this.pushedAt[b]!);
  }

  /** Moves the hole at `at` up until `handle` fits into it. */
  private siftUp(at: number, handle: number): void {
    let hole = at;
    while (hole > 0) {
      const parent = (hole - 1) >> 1;
      const other = this.heap[parent]!;
      if (!this.before(handle, other)) break;
      this.put(hole, other);
      hole = parent;
    }
    this.put(hole, handle);
  }

  /** Moves the hole at `at` down until `handle` fits into it. */
  private siftDown(at: number, handle: number): void {
    let hole = at;
    for (;;) {
      let child = 2 * hole + 1;
      if (child >= this.size) break;
      if (child + 1 < this.size && this.before(this.heap[child + 1]!, this.heap[child]!))
        child += 1;
      const other = this.heap[child]!;
      if (!this.before(other, handle)) break;
      this.put(hole, other);
      hole = child;
    }
    this.put(hole, handle);
  }

  private put(at: number, handle: number): void {
    this.heap[at] = handle;
    this.place[handle] = at;
  }

  private growHandles(handle: number): void {
    this.place = growInt32(this.place, handle, ABSENT);
    this.keys = growFloat64(this.keys, this.place.length - 1);
    this.pushedAt = growFloat64(this.pushedAt, this.place.length - 1);
  }
}
