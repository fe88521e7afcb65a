import { fabricPlacementNames } from '../fabric.ts';
import { block, scalarOrBlock } from './blocks.ts';
import { fabricNames } from './names.ts';
import { choice, number } from './scalars.ts';
import { topologySchema } from './topology.ts';

/** `fabric`: what joins the nodes. */
export const fabricSchema = scalarOrBlock(
  choice(['none'], 'no network is stated'),
  block({
    scaleOut: choice(fabricNames, 'network between nodes').prefault('ib-ndr-400'),
    topology: topologySchema,
    oversubscription: number(
      { min: 1, max: 100 },
      'bandwidth into a switch from its nodes ÷ bandwidth from it to other switches',
    ).prefault(1),
    placement: choice(
      fabricPlacementNames,
      'where replicas stand: one node after the other, on the emptiest node, or each on the first rails of a node',
    ).prefault('pack'),
  }),
).prefault('none');
