import type { RequestView } from '../request-view.ts';
import { flowOf, shareOf } from './fair-share.ts';
import { HandleHeap } from './handle-heap.ts';
import { HandleSpace } from './handle-space.ts';
import { defaultOptions, EMPTY, type Scheduler, type SchedulerDefinition } from './port.ts';

/**
 * Start-time fair queueing over tenants or workloads: a request's start tag is the virtual time, or
 * the end of its flow's last request where that is later; the least tag is admitted first, equal
 * ones in order of push. A request costs promptWeight·prompt + outputWeight·predicted answer, over
 * its flow's share. Virtual time is the tag of the last one admitted, so that an idle flow saves
 * nothing up. Tags are set at push: a request that leaves unserved has cost its flow all the same.
 *
 * Source: P. Goyal, H. M. Vin and H. Cheng, Start-time fair queueing, IEEE/ACM ToN 5(5), 1997.
 */
export const weightedFair: SchedulerDefinition = {
  guesses: true,
  create(space = new HandleSpace(), { fairness } = defaultOptions): Scheduler {
    const heap = new HandleHeap(space);
    const finishTags = new Map<number, number>();
    let virtualTime = 0;
    const tagOf = (request: RequestView) => {
      const flow = flowOf(request, fairness);
      const start = Math.max(virtualTime, finishTags.get(flow) ?? 0);
      const cost =
        fairness.promptWeight * request.promptTokens +
        fairness.outputWeight * request.predictedTokens;
      finishTags.set(flow, start + cost / shareOf(flow, fairness));
      return start;
    };
    return {
      get size() {
        return heap.size;
      },
      push: (handle, request) => heap.push(handle, tagOf(request)),
      peek: () => heap.peek(),
      pop() {
        const handle = heap.pop();
        if (handle !== EMPTY) virtualTime = Math.max(virtualTime, space.keys[handle]!);
        return handle;
      },
      remove: (handle) => heap.remove(handle),
    };
  },
};
