import { loadRouter } from './load-router.ts';
import type { Router, RouterContext, RouterDefinition } from './port.ts';

/**
 * Packs: of the replicas with fewer than `packTo` requests sent and not ended, one of those on which a token costs the
 * fewest joules, and of these the one with the fewest such requests. Once all have `packTo`, the one with the fewest, as
 * least-outstanding has it. Ties go to the lowest number. Full replicas are left out.
 */
export const energyAware: RouterDefinition = { signal: 'none', create: createEnergyAwareRouter };

function createEnergyAwareRouter(context: RouterContext): Router {
  const { replicas, packTo = 1, joulesPerToken = new Array<number>(replicas).fill(0) } = context;
  const costs = [...new Set(joulesPerToken)].sort((a, b) => a - b);
  const ranks = joulesPerToken.map((joules) => costs.indexOf(joules));
  return loadRouter(context, (replica, outstanding) => {
    const rank = outstanding < packTo ? ranks[replica]! : costs.length;
    return rank * packTo + outstanding;
  });
}
