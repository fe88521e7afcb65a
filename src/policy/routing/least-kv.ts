import { loadRouter } from './load-router.ts';
import type { Router, RouterContext, RouterDefinition } from './port.ts';

/**
 * The replica with the fewest KV blocks in use as it last published them (0 before its first word);
 * ties go to the lowest number. Full replicas are left out. Between two words of the replicas the
 * picture stands still, so all requests of an interval go to the same one until it is full: that is
 * what a stale signal does.
 */
export const leastKv: RouterDefinition = { signal: 'kv-blocks', create: createLeastKvRouter };

function createLeastKvRouter(context: RouterContext): Router {
  const blocks = new Float64Array(context.replicas);
  const router = loadRouter(context, (replica) => blocks[replica]!);
  return {
    ...router,
    onSignal(replica, kvBlocksInUse) {
      blocks[replica] = kvBlocksInUse;
      router.update(replica);
    },
  };
}
