import { chipCooling } from '../../catalog/cooling/index.ts';
import { block, scalarOrBlock } from './blocks.ts';
import { bool, choice } from './scalars.ts';
import { throughTime } from './through-time.ts';

/** Of what is supplied to nodes, in °C. */
export const supplyRange = { min: -40, max: 80 } as const;

/** `pools[].cooling`. */
export const coolingSchema = scalarOrBlock(
  choice(
    ['none'],
    'no temperature is followed: chips are never too hot; default: as the facility, where one is stated',
  ),
  block({
    kind: choice(Object.keys(chipCooling) as (keyof typeof chipCooling)[], 'a known cooling'),
    supplyTemperature: throughTime(
      'temperature',
      supplyRange,
      'of the air or water that comes to the nodes, constant or through the day; default: as the facility, or by the kind',
      { swings: true },
    ).optional(),
    memory: bool(
      'whether the chips’ memory is followed, too: it loses a quarter of its bandwidth where it is too hot',
    ).optional(),
  }),
);
