import { AvailableReplicas } from './available-replicas.ts';
import { NONE, type Router, type RouterContext, type RouterDefinition } from './port.ts';

/**
 * A replica at random, all available ones equally likely. One uniform per route() that finds one.
 */
export const random: RouterDefinition = { signal: 'none', create: createRandomRouter };

function createRandomRouter(context: RouterContext): Router {
  const { source } = context;
  const available = new AvailableReplicas(context);
  return {
    route() {
      if (available.size === 0) return NONE;
      return available.select(Math.floor(source() * available.size));
    },
    onSent: (replica) => available.sent(replica),
    onEnded: (replica) => available.ended(replica),
    onAvailable: (replica, open) => available.setOpen(replica, open),
  };
}
