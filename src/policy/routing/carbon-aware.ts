import type { RouterDefinition } from './port.ts';
import { siteRouter } from './site-router.ts';

/** To the site where a kilowatt-hour of the grid emits least now, within reach and not full (site-router.ts). */
export const carbonAware: RouterDefinition = {
  signal: 'gramsPerKwh',
  create: siteRouter,
};
