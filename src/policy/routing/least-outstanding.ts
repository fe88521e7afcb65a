import { LoadTree } from './load-tree.ts';
import { Outstanding } from './outstanding.ts';
import { NONE, type Router, type RouterContext, type RouterDefinition } from './port.ts';

/** The replica with the fewest requests sent and not ended; ties go to the lowest number. */
export const leastOutstanding: RouterDefinition = {
  signal: 'none',
  create: createLeastOutstandingRouter,
};

function createLeastOutstandingRouter(context: RouterContext): Router {
  const outstanding = new Outstanding(context.replicas, context.maxOutstanding);
  const loads = new LoadTree(context.replicas);
  return {
    // Where the least loaded replica is full, all are.
    route: () => (loads.leastLoad() >= context.maxOutstanding ? NONE : loads.least()),
    onSent(replica) {
      outstanding.sent(replica);
      loads.set(replica, outstanding.of(replica));
    },
    onEnded(replica) {
      outstanding.ended(replica);
      loads.set(replica, outstanding.of(replica));
    },
  };
}
