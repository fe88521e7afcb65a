import type { z } from 'zod';
import { anyList, block, list } from './blocks.ts';
import { siteFacilitySchema } from './facility.ts';
import { name } from './scalars.ts';

/** Sites of one scenario: no fleet has as many. */
const MAX_SITES = 100;

/** `sites`. */
export const sitesSchema = anyList(
  block({
    name: name('name of the site'),
    pools: list(name('pool that stands there'), '[h100]'),
    facility: siteFacilitySchema.prefault({}),
  }),
  '- {name: oregon, pools: [west]}',
  MAX_SITES,
);

export type RawSite = z.output<typeof sitesSchema>[number];
