import { chipCooling } from '../../catalog/cooling/index.ts';
import { block, scalarOrBlock } from './blocks.ts';
import { choice, quantity } from './scalars.ts';

/** `pools[].cooling`. */
export const coolingSchema = scalarOrBlock(
  choice(
    ['none'],
    'no temperature is followed: chips are never too hot; default: as the facility, where one is stated',
  ),
  block({
    kind: choice(Object.keys(chipCooling) as (keyof typeof chipCooling)[], 'a known cooling'),
    supplyTemperature: quantity(
      'temperature',
      { min: -40, max: 80 },
      'of the air or water that comes to the nodes; default: as the facility, or by the kind',
    ).optional(),
  }),
);
