import { assert } from '../../base/assert.ts';
import { ABSENT, HandleSpace } from './handle-space.ts';
import { EMPTY, type Scheduler, type SchedulerDefinition } from './port.ts';

/** First come, first served: in order of push. Every call is O(1). */
export const fcfs: SchedulerDefinition = {
  create: (space = new HandleSpace()) => new FcfsList(space),
};

/** A doubly linked list through two columns over handles: nothing is allocated per request. */
class FcfsList implements Scheduler {
  size = 0;
  private readonly space: HandleSpace;
  private head = EMPTY;
  private tail = EMPTY;

  constructor(space: HandleSpace) {
    this.space = space;
  }

  push(handle: number): void {
    this.space.include(handle);
    const { next, previous } = this.space;
    assert(next[handle] === ABSENT, 'a waiting request was queued again');
    next[handle] = EMPTY;
    previous[handle] = this.tail;
    if (this.tail === EMPTY) this.head = handle;
    else next[this.tail] = handle;
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
    const { next, previous } = this.space;
    const after = next[handle] ?? ABSENT;
    assert(after !== ABSENT, 'a request that does not wait was taken out of the queue');
    const before = previous[handle]!;
    if (before === EMPTY) this.head = after;
    else next[before] = after;
    if (after === EMPTY) this.tail = before;
    else previous[after] = before;
    next[handle] = ABSENT;
    this.size -= 1;
  }
}
