import { AvailableReplicas } from './available-replicas.ts';
import { NONE, type Router, type RouterContext, type RouterDefinition } from './port.ts';

/**
 * The next available replica after the last one that was sent a request, in order of number,
 * starting with 0.
 */
export const roundRobin: RouterDefinition = { signal: 'none', create: createRoundRobinRouter };

function createRoundRobinRouter(context: RouterContext): Router {
  const available = new AvailableReplicas(context);
  let next = 0;
  return {
    route: () => (available.size === 0 ? NONE : available.nextFrom(next)),
    onSent(replica) {
      available.sent(replica);
      next = replica + 1 === context.replicas ? 0 : replica + 1;
    },
    onEnded: (replica) => available.ended(replica),
    onAvailable: (replica, open) => available.setOpen(replica, open),
  };
}
