import type { RouterDefinition } from './port.ts';
import { siteRouter } from './site-router.ts';

/** To the nearest site that is not full (site-router.ts), whatever its power emits and costs. */
export const nearest: RouterDefinition = {
  signal: 'none',
  create(context) {
    const { onSite: _, ...router } = siteRouter(context);
    return router;
  },
};
