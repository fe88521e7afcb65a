import type { z } from 'zod';
import type { Seconds } from '../../base/units.ts';
import { anyList, block, list } from './blocks.ts';
import { siteFacilitySchema } from './facility.ts';
import { Complaint, count, name, quantity, type Range, readQuantity, scalar } from './scalars.ts';

/** Sites of one scenario: no fleet has as many. */
const MAX_SITES = 100;

const WAY = 'what the way takes from the clients of each region to the site, one way';

/** Longer than any way on Earth, satellites included. */
const LONGEST_WAY: Range = { min: 0, max: 10 };

/** Regions and times. */
const latency = scalar(
  {
    description: WAY,
    type: 'object',
    additionalProperties: { type: ['number', 'string'] },
    examples: [{ europe: '40ms' }],
  },
  (value): Readonly<Record<string, Seconds>> | Complaint => {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) {
      return new Complaint('must be a block of regions', 'write {europe: 40ms}');
    }
    const ways: Record<string, Seconds> = {};
    for (const [region, way] of Object.entries(value)) {
      const seconds = readQuantity(way, 'time', LONGEST_WAY);
      if (seconds instanceof Complaint) {
        return new Complaint(`${region}: ${seconds.message}`, seconds.fix);
      }
      ways[region] = seconds;
    }
    return ways;
  },
);

/** `sites`. */
export const sitesSchema = anyList(
  block({
    name: name('name of the site'),
    pools: list(name('pool that stands there'), '[h100]'),
    facility: siteFacilitySchema.prefault({}),
    latency: latency.prefault({}),
  }),
  '- {name: oregon, pools: [west]}',
  MAX_SITES,
);

/** `routing.sites`. */
export const siteRoutingSchema = block({
  // assumed: a batch from which on the weights' reads are shared by enough sequences
  fullAt: count(
    { min: 1, max: 1_000_000 },
    'requests that each replica of a site has before the site counts as full',
  ).prefault(32),
  // assumed: half of the target is left for the queue and the prompt
  reach: quantity(
    'share',
    { min: 0, max: 1 },
    'share of the tightest latency target that the way there and back may take',
  ).prefault('50%'),
  tolerance: quantity(
    'share',
    { min: 0, max: 1 },
    'a site is as good as the best where its figure is above that one by no more than this share',
  ).prefault('0%'),
});

export type RawSite = z.output<typeof sitesSchema>[number];
