import { assert } from '../../base/assert.ts';
import { growInt32 } from './grow.ts';
import { EMPTY, type Scheduler, type SchedulerDefinition } from './port.ts';

/** Marks a handle that is not in the list. */
const ABSENT = -2;

/** First come, first served: in order of push. Every call is O(1). */
export const fcfs: SchedulerDefinition = { create: () => new FcfsList() };

/** A doubly linked list through two arrays over handles: nothing is allocated per request. */
class FcfsList implements Scheduler {
  size = 0;
  private next = new Int32Array(64).fill(ABSENT);
  private previous = new Int32Array(64).fill(ABSENT);
  private head = EMPTY;
  private tail = EMPTY;

  push(handle: number): void {
    if (handle >= this.next.length) this.grow(handle);
    assert(this.next[handle] === ABSENT, 'a waiting request was queued again');
    this.next[handle] = EMPTY;
    this.previous[handle] = this.tail;
    if (this.tail === EMPTY) this.head = handle;
    else this.next[this.tail] = handle;
    this.tail = handle;
    this.size += 1;
  }

  peek(): number {
    return this.head;
  }

  pop(): number {
    const handle = this.head;
    if (handle !== EMPTY) this.remove(handle);
    return handle;
  }

  remove(handle: number): void {
    const after = this.next[handle] ?? ABSENT;
    assert(after !== ABSENT, 'a request that does not wait was taken out of the queue');
    const before = this.previous[handle]!;
    if (before === EMPTY) this.head = after;
    else this.next[before] = after;
    if (after === EMPTY) this.tail = before;
    else this.previous[after] = before;
    this.next[handle] = ABSENT;
    this.size -= 1;
  }

  private grow(handle: number): void {
    this.next = growInt32(this.next, handle, ABSENT);
    this.previous = growInt32(this.previous, handle, ABSENT);
  }
}
