import { LoadTree } from './load-tree.ts';
import { Outstanding } from './outstanding.ts';
import type { Router, RouterContext, RouterDefinition } from './port.ts';

/**
 * The replica with the fewest KV blocks in use as it last published them (0 before its first word);
 * ties go to the lowest number. Full replicas are left out. Between two words of the replicas the
 * picture stands still, so all requests of an interval go to the same one until it is full: that is
 * what a stale signal does.
 */
export const leastKv: RouterDefinition = { signal: 'kv-blocks', create: createLeastKvRouter };

function createLeastKvRouter(context: RouterContext): Router {
  const outstanding = new Outstanding(context.replicas, context.maxOutstanding);
  const blocks = new Float64Array(context.replicas);
  const loads = new LoadTree(context.replicas);
  const update = (replica: number) =>
    loads.set(replica, outstanding.isFull(replica) ? Infinity : blocks[replica]!);
  return {
    route: () => loads.least(),
    onSent(replica) {
      outstanding.sent(replica);
      if (outstanding.isFull(replica)) update(replica);
    },
    onEnded(replica) {
      const wasFull = outstanding.isFull(replica);
      outstanding.ended(replica);
      if (wasFull) update(replica);
    },
    onAvailable(replica, available) {
      outstanding.setOpen(replica, available);
      update(replica);
    },
    onSignal(replica, kvBlocksInUse) {
      blocks[replica] = kvBlocksInUse;
      update(replica);
    },
  };
}
