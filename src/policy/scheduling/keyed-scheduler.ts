import type { RequestView } from '../request-view.ts';
import { HandleHeap } from './handle-heap.ts';
import type { HandleSpace } from './handle-space.ts';
import type { Scheduler } from './port.ts';

/**
 * Makes a scheduler that admits the least key first, equal keys in order of push. `keyOf` is read
 * once, at push.
 */
export function createKeyedScheduler(
  keyOf: (request: RequestView) => number,
  space: HandleSpace,
): Scheduler {
  const heap = new HandleHeap(space);
  return {
    get size() {
      return heap.size;
    },
    push: (handle, request) => heap.push(handle, keyOf(request)),
    peek: () => heap.peek(),
    pop: () => heap.pop(),
    remove: (handle) => heap.remove(handle),
  };
}
