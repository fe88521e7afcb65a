import type { RouterDefinition } from './port.ts';
import { siteRouter } from './site-router.ts';

/** To the site where a kilowatt-hour costs least now, within reach and not full (site-router.ts). */
export const priceAware: RouterDefinition = {
  signal: 'usdPerKwh',
  create: siteRouter,
};
