import { HandleHeap } from './handle-heap.ts';
import { HandleSpace } from './handle-space.ts';
import { type CachedPrefixes, EMPTY, type SchedulerDefinition } from './port.ts';

/** While more than this wait, the order is that of arrival: SGLang's bound on what matching may cost. */
export const MOST_MATCHED = 128;

/**
 * The waiting request of which the prefix cache has most tokens first, equal ones in order of push; while more than
 * {@link MOST_MATCHED} wait, all in order of push. Without a prefix cache it is fcfs. SGLang also puts requests that
 * begin like another one that waits behind all others; here they come in their order (engine.prefixSharing).
 *
 * Source: L. Zheng et al., SGLang: efficient execution of structured language model programs, NeurIPS 2024
 * (`--schedule-policy lpm`; the bound of 128 is that of its scheduler's `schedule_policy.py`).
 */
export const longestPrefixMatch: SchedulerDefinition = {
  create(space = new HandleSpace()) {
    const heap = new HandleHeap(space);
    let prefixes: CachedPrefixes | null = null;
    let first = EMPTY;
    let matched = Number.NaN;
    const peek = () => {
      if (prefixes === null || heap.size > MOST_MATCHED) return heap.peek();
      if (matched !== prefixes.version) {
        first = longest(heap, prefixes);
        matched = prefixes.version;
      }
      return first;
    };
    const remove = (handle: number) => {
      heap.remove(handle);
      matched = Number.NaN;
    };
    return {
      get size() {
        return heap.size;
      },
      push(handle) {
        heap.push(handle, 0);
        matched = Number.NaN;
      },
      peek,
      pop() {
        const handle = peek();
        if (handle !== EMPTY) remove(handle);
        return handle;
      },
      remove,
      attach(given) {
        prefixes = given;
      },
    };
  },
};

function longest(heap: HandleHeap, prefixes: CachedPrefixes): number {
  let first = EMPTY;
  let most = -1;
  for (let place = 0; place < heap.size; place++) {
    const handle = heap.at(place);
    const tokens = prefixes.cachedTokens(handle);
    if (tokens > most || (tokens === most && heap.isBefore(handle, first))) {
      [first, most] = [handle, tokens];
    }
  }
  return first;
}
