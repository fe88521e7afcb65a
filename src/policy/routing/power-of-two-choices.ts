import { AvailableReplicas } from './available-replicas.ts';
import { NONE, type Router, type RouterContext, type RouterDefinition } from './port.ts';

/**
 * Of two different available replicas drawn at random, the one with fewer requests sent and not
 * ended; a tie goes to the lower number. Two uniforms per route() that finds one, even where only
 * one is available.
 *
 * Source: M. Mitzenmacher, The power of two choices in randomized load balancing, IEEE TPDS 12(10),
 * 2001.
 */
export const powerOfTwoChoices: RouterDefinition = {
  signal: 'none',
  create: createPowerOfTwoRouter,
};

function createPowerOfTwoRouter(context: RouterContext): Router {
  const { source } = context;
  const available = new AvailableReplicas(context);
  return {
    route() {
      const { size } = available;
      if (size === 0) return NONE;
      const first = Math.floor(source() * size);
      const other = Math.floor(source() * (size - 1));
      if (size === 1) return available.select(0);
      const second = other < first ? other : other + 1;
      const low = available.select(Math.min(first, second));
      const high = available.select(Math.max(first, second));
      return available.outstandingOf(high) < available.outstandingOf(low) ? high : low;
    },
    onSent: (replica) => available.sent(replica),
    onEnded: (replica) => available.ended(replica),
    onAvailable: (replica, open) => available.setOpen(replica, open),
  };
}
