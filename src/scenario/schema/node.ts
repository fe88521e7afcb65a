import { block } from './blocks.ts';
import { nodeTemplateNames } from './names.ts';
import { choice, count, quantity } from './scalars.ts';

/** `pools[].node`. */
export const nodeSchema = block({
  acceleratorsPerNode: count({ min: 1, max: 100_000 }, 'chips of one node').optional(),
  template: choice(nodeTemplateNames, 'a known node').prefault('none'),
  hostBandwidth: quantity(
    'bandwidth',
    { above: 0 },
    'between host memory and one chip, each way: what KV blocks and models are copied at',
  ).optional(),
  coresPerReplica: count({ min: 1, max: 1e6 }, 'CPU cores of its node, in a cluster').optional(),
  price: quantity(
    'money',
    { min: 0, max: 1e9 },
    'of a node with its accelerators and its part of the network, where a facility is stated',
  ).optional(),
});
