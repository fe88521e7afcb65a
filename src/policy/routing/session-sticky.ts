import { loadRouter } from './load-router.ts';
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
  const least = loadRouter(context, (_, outstanding) => outstanding);
  const homes = new Map<number, number>();
  return {
    ...least,
    route(request) {
      const home = homes.get(sessionKey(request));
      return home !== undefined && !least.isFull(home) ? home : least.route(request);
    },
    onSent(replica, request) {
      least.onSent(replica, request);
      homes.set(sessionKey(request), replica);
    },
  };
}
