import { loadRouter } from './load-router.ts';
import type { RouterDefinition } from './port.ts';

/** The replica with the fewest requests sent and not ended; ties go to the lowest number. Full replicas are left out. */
export const leastOutstanding: RouterDefinition = {
  signal: 'none',
  create: (context) => loadRouter(context, (_, outstanding) => outstanding),
};
