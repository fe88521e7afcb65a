import { LoadTree } from './load-tree.ts';
import { Outstanding } from './outstanding.ts';
import type { Router, RouterContext, RouterDefinition } from './port.ts';
import { sessionKey } from './session-key.ts';

/**
 * The replica that had the tenant's last request; for a new tenant, or where that replica is full or down, the
 * one with the fewest requests sent and not ended, ties to the lowest number, which keeps the tenant
 * from then on. What a replica has cached of a conversation so stays in reach, whatever its load.
 */
export const sessionSticky: RouterDefinition = {
  signal: 'none',
  create: createSessionStickyRouter,
};

function createSessionStickyRouter(context: RouterContext): Router {
  const outstanding = new Outstanding(context.replicas, context.maxOutstanding);
  const loads = new LoadTree(context.replicas);
  const update = (replica: number) =>
    loads.set(replica, outstanding.isFull(replica) ? Infinity : outstanding.of(replica));
  const homes = new Map<number, number>();
  return {
    route(request) {
      const home = homes.get(sessionKey(request));
      if (home !== undefined && !outstanding.isFull(home)) return home;
      return loads.least();
    },
    onSent(replica, request) {
      outstanding.sent(replica);
      update(replica);
      homes.set(sessionKey(request), replica);
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
