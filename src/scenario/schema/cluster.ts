import { type PlacementName, placements } from '../../policy/placement/index.ts';
import { block, list, scalarOrBlock } from './blocks.ts';
import { acceleratorNames } from './names.ts';
import { choice, count, name } from './scalars.ts';

const placementNames = Object.keys(placements) as PlacementName[];

const nodes = block({
  count: count({ min: 1, max: 10_000 }, 'nodes of this kind').prefault(1),
  accelerator: choice(
    acceleratorNames,
    'chip that they hold; default: that of the first pool',
  ).optional(),
  accelerators: count(
    { min: 1, max: 100_000 },
    'chips of one node; default: as the pools of that chip have them',
  ).optional(),
  cores: count({ min: 1, max: 1e6 }, 'CPU cores of one node').prefault(96),
});

/** `cluster`. */
export const clusterSchema = scalarOrBlock(
  choice(['none'], 'there is a place for every replica'),
  block({
    nodes: list(nodes, '[{count: 4, accelerator: h100-sxm}]', 1000),
    placement: choice(
      placementNames,
      'which node a replica is placed on: the fullest that it fits on (pack, as MostAllocated in Kubernetes), or the ' +
        'emptiest (spread, as LeastAllocated)',
    ).prefault('spread'),
    quotas: list(
      block({
        pools: list(name('name of a pool'), '[chat]', 1000),
        accelerators: count({ min: 0, max: 1e9 }, 'that these pools hold together at most'),
      }),
      '[{pools: [batch], accelerators: 8}]',
      1000,
    ).optional(),
    priority: list(
      name('name of a pool: those named first get accelerators first'),
      '[chat, batch]',
      1000,
    ).optional(),
    preemption: choice(
      ['none', 'drain'],
      'what a pool does that waits for accelerators: waits (none), or has replicas of pools behind it in `priority` drained',
    ).prefault('none'),
  }),
);
