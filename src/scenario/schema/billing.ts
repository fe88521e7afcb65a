import { platforms } from '../../catalog/platforms.ts';
import { billedTimes } from '../../catalog/rental.ts';
import { block, scalarOrBlock } from './blocks.ts';
import { choice, quantity } from './scalars.ts';

const platformNames = Object.keys(platforms) as (keyof typeof platforms)[];
const HOUR = 3600;

/** `pools[].billing`. */
export const billingSchema = scalarOrBlock(
  choice(['none'], 'what the accelerators cost is not asked'),
  block({
    platform: choice(
      platformNames,
      "whose terms fill defaults; default: the platform of the pool's autoscaling, else bare",
    ).optional(),
    price: quantity(
      'rentalPrice',
      { min: 0 },
      'of one accelerator for an hour; default: the list price of the catalog',
    ).optional(),
    billed: choice(
      billedTimes,
      'all accelerators that the pool can have, for the whole run (fleet); those of replicas that start, serve or drain ' +
        '(up); those of replicas while they run steps (busy)',
    ).optional(),
    increment: quantity(
      'time',
      { above: 0, max: 24 * HOUR },
      'each time that a replica is up is rounded up to a multiple of this',
    ).optional(),
    minimum: quantity(
      'time',
      { min: 0, max: 24 * HOUR },
      'least that is billed for each time that a replica is up',
    ).optional(),
  }),
);
