import { assert } from '../../base/assert.ts';
import { ABSENT, type HandleSpace } from './handle-space.ts';
import { EMPTY } from './port.ts';

/**
 * An indexed binary min-heap of handles, by key and, where keys are equal, by order of push: a
 * total order, so what is first never depends on the heap's history. push, pop and remove cost
 * O(log size) and allocate nothing once grown.
 */
export class HandleHeap {
  size = 0;
  private heap = new Int32Array(64);
  private readonly space: HandleSpace;
  private pushes = 0;

  /** The place of a handle in the heap is kept in the space's column `next`. */
  constructor(space: HandleSpace) {
    this.space = space;
  }

  push(handle: number, key: number): void {
    this.space.include(handle);
    assert(this.space.next[handle] === ABSENT, 'a waiting request was queued again');
    assert(!Number.isNaN(key), 'a scheduling key is not a number');
    if (this.size === this.heap.length) {
      const grown = new Int32Array(2 * this.size);
      grown.set(this.heap);
      this.heap = grown;
    }
    this.space.keys[handle] = key;
    this.space.pushedAt[handle] = this.pushes;
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
    const at = this.space.next[handle] ?? ABSENT;
    assert(at !== ABSENT, 'a request that does not wait was taken out of the queue');
    this.space.next[handle] = ABSENT;
    this.size -= 1;
    const last = this.heap[this.size]!;
    if (last === handle) return;
    if (at > 0 && this.before(last, this.heap[(at - 1) >> 1]!)) this.siftUp(at, last);
    else this.siftDown(at, last);
  }

  /** The handle at a place of the heap, 0 ≤ place < size, in no order. */
  at(place: number): number {
    return this.heap[place]!;
  }

  /** Whether one of two handles in the heap comes before the other. */
  isBefore(a: number, b: number): boolean {
    return this.before(a, b);
  }

  private before(a: number, b: number): boolean {
    const { keys, pushedAt } = this.space;
    const keyA = keys[a]!;
    const keyB = keys[b]!;
    return keyA < keyB || (keyA === keyB && pushedAt[a]! < pushedAt[b]!);
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
    this.space.next[handle] = at;
  }
}
