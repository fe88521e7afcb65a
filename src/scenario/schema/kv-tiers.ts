import { tierNames } from '../kv-tiers.ts';
import { anyList, block } from './blocks.ts';
import { choice, quantity } from './scalars.ts';

/** Tiers of `engine.kvTiers`. */
export const kvTiersSchema = anyList(
  block({
    tier: choice(
      tierNames,
      'memory of the host, drives of the node, or a store over the network that the replicas of the pool share',
    ),
    capacity: quantity(
      'bytes',
      { min: 0 },
      'of one replica; of remote, of the whole pool; 0 = none',
    ).optional(),
    bandwidth: quantity('bandwidth', { above: 0 }, 'at which one replica reads').optional(),
    latency: quantity('time', { min: 0, max: 3600 }, 'before the first byte of a read').optional(),
  }),
  '[{tier: host, capacity: 200GiB}]',
  3,
);
