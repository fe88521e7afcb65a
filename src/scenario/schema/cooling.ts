import type { z } from 'zod';
import { chipCooling } from '../../catalog/cooling/index.ts';
import { block, scalarOrBlock } from './blocks.ts';
import { bool, choice, quantity } from './scalars.ts';
import { throughTime } from './through-time.ts';

/** Of what is supplied to nodes, in °C. */
export const supplyRange = { min: -40, max: 80 } as const;

const leakageSchema = scalarOrBlock(
  choice(['none'], 'chips draw the same at any temperature'),
  block({
    // assumed: 15 to 25 % at 65 °C, 1.2 to 1.7 % more of it per kelvin (engineering estimates for chips of 700 W)
    share: quantity(
      'share',
      { above: 0, max: 0.5 },
      'of what a chip draws at the reference temperature, what leaks',
    ).prefault('20%'),
    perKelvin: quantity(
      'share',
      { above: 0, max: 0.05 },
      'what leaks grows by so much with each kelvin, as e^(perKelvin·(T − reference))',
    ).prefault(0.0145),
    reference: quantity(
      'temperature',
      { min: 0, max: 120 },
      'of chips that draw what their data sheet says',
    ).prefault('65C'),
  }),
);

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
    // off by default: what sheets and measurements say of power holds at the temperatures of those who measured
    leakage: leakageSchema.prefault('none'),
  }),
);

export type RawLeakage = Exclude<z.output<typeof leakageSchema>, 'none'>;
