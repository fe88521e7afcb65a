import { LoadTree } from './load-tree.ts';
import { Outstanding } from './outstanding.ts';
import type { Router, RouterContext, RouterDefinition } from './port.ts';

/** The replica with the fewest requests sent and not ended; ties go to the lowest number. Full replicas are left out. */
export const leastOutstanding: RouterDefinition = {
  signal: 'none',
  create: createLeastOutstandingRouter,
};

function createLeastOutstandingRouter(context: RouterContext): Router {
  const outstanding = new Outstanding(context.replicas, context.maxOutstanding);
  const loads = new LoadTree(context.replicas);
  const update = (replica: number) =>
    loads.set(replica, outstanding.isFull(replica) ? Infinity : outstanding.of(replica));
  return {
    route: () => loads.least(),
    onSent(replica) {
      outstanding.sent(replica);
      update(replica);
    },
    onEnded(replica) {
      outstanding.ended(replica);
      update(replica);
    },
    onAvailable(replica, available) {
      outstanding.setOpen(replica, available);
      update(replica);
    },
  };
}
