import { loadRouter } from './load-router.ts';
import type { Router, RouterContext, RouterDefinition } from './port.ts';

/**
 * The replica with the fewest requests sent and not ended, where one whose chips do not hold the model (pools[].residency)
 * counts `coldCost` more: it gets one only when all that hold the model have as many more. Ties go to the lowest number.
 * Full replicas are left out.
 */
export const modelAware: RouterDefinition = { signal: 'none', create: createModelAwareRouter };

function createModelAwareRouter(context: RouterContext): Router {
  const { coldCost = 1 } = context;
  const isCold = new Uint8Array(context.replicas);
  const router = loadRouter(
    context,
    (replica, outstanding) => outstanding + coldCost * isCold[replica]!,
  );
  return {
    ...router,
    onResident(replica, resident, adapter) {
      if (adapter !== undefined) return;
      isCold[replica] = resident ? 0 : 1;
      router.update(replica);
    },
  };
}
