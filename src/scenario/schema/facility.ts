import type { z } from 'zod';
import { grids } from '../../catalog/index.ts';
import { coolingKinds, rejectionKinds } from '../../physics/facility/cooling-plant.ts';
import { block, scalarOrBlock } from './blocks.ts';
import { choice, count, number, quantity } from './scalars.ts';
import { throughTime } from './through-time.ts';

const DAY_SECONDS = 86_400;

const recirculationSchema = scalarOrBlock(
  choice(['none'], 'chips get what the hall supplies, and the usual warmth on top'),
  block({
    share: quantity(
      'share',
      { above: 0, max: 0.8 },
      'of the air that a rack takes in, what has just left it: some percent where aisles are enclosed, 10 to 30 % where they are open (assumed)',
    ),
    // assumed: 10 to 20 K are usual of servers that are cooled by air
    riseKelvin: number(
      { above: 0, max: 60 },
      'what the air warms up by on its way through the nodes when they take all that they may',
    ).prefault(15),
    // assumed: 300 kg of steel take part (147 kJ/K), and the air of a rack of 40 kW carries 2.7 kW per kelvin of 15
    lag: quantity(
      'time',
      { above: 0, max: 86_400 },
      'heat that a rack’s air and metal hold ÷ what its air carries in a second, both per kelvin',
    ).prefault('60s'),
  }),
);

const rackSchema = block({
  recirculation: recirculationSchema.prefault('none'),
  nodes: count(
    { min: 1, max: 1000 },
    'nodes of one rack; default: as many as its power allows',
  ).optional(),
  powerLimit: quantity(
    'power',
    { above: 0 },
    'what one rack may take; default: by the kind of cooling',
  ).optional(),
});

const coolingSchema = block({
  kind: choice(coolingKinds, 'how heat leaves the chips').prefault('air'),
  supplyTemperature: quantity(
    'temperature',
    { min: 5, max: 60 },
    'of the air (air, rear-door) or the water (direct-to-chip, immersion)',
  ).optional(),
  rejection: choice(
    rejectionKinds,
    'what gives the heat to the weather: towers, which take water and follow the wet bulb, or dry coolers, which take none and follow the dry bulb',
  ).prefault('tower'),
  wetBulb: throughTime(
    'temperature',
    { min: -40, max: 40 },
    'weather at the cooling towers; default: 18 °C',
    { swings: true },
  ).optional(),
  dryBulb: throughTime('temperature', { min: -60, max: 60 }, 'weather at the dry coolers', {
    swings: true,
  }).optional(),
});

const electricitySchema = block({
  // within 0.065 to 0.09 USD/kWh, which data centres in the US pay (secondary source, 2026)
  price: throughTime(
    'energyPrice',
    { min: -10, max: 100 },
    'of a kilowatt-hour from the grid',
  ).prefault('0.08 USD/kWh'),
  grid: throughTime('carbonIntensity', { min: 0, max: 10_000 }, 'what a kilowatt-hour emits', {
    names: Object.keys(grids),
  }).prefault('us-virginia'),
});

const years = (description: string) => number({ above: 0, max: 100 }, description);

const ownershipSchema = block({
  // a worked example of the total cost of an H100: 4 years, 10 %, 12 USD/W over 15 years, 5 % upkeep
  interest: quantity('share', { min: 0, max: 1 }, 'of a year, on what is invested').prefault('10%'),
  lifeYears: years('until nodes are written off').prefault(4),
  siteLifeYears: years('until the building and its plants are').prefault(15),
  sitePricePerWatt: number(
    { min: 0, max: 1000 },
    'USD for building, power and cooling plants per watt of IT',
  ).prefault(12),
  upkeep: quantity(
    'share',
    { min: 0, max: 1 },
    'repairs, spares, software and insurance of a year ÷ price of the nodes',
  ).prefault('5%'),
  // assumed: two or three people around the clock for some megawatts
  staffPricePerWatt: number({ min: 0, max: 100 }, 'USD of a year per watt of IT').prefault(0.1),
});

const startsAt = quantity(
  'time',
  { min: 0, below: DAY_SECONDS },
  'time of day when the run starts',
);

/** `facility`. */
export const facilitySchema = scalarOrBlock(
  choice(['none'], 'no building is stated: figures end at the accelerators'),
  block({
    rack: rackSchema.prefault({}),
    cooling: coolingSchema.prefault({}),
    electricity: electricitySchema.prefault({}),
    ownership: ownershipSchema.prefault({}),
    startsAt: startsAt.prefault('0h'),
    meterInterval: quantity(
      'time',
      { min: 0.001, max: DAY_SECONDS },
      'how often power is read: between readings it counts as its mean',
    ).prefault('10s'),
  }),
);

/** `sites[].facility`: what is left out is as in `facility`. */
export const siteFacilitySchema = block({
  rack: rackSchema.optional(),
  cooling: coolingSchema.optional(),
  electricity: electricitySchema.optional(),
  ownership: ownershipSchema.optional(),
  startsAt: startsAt.optional(),
});

export type RawFacility = Exclude<z.output<typeof facilitySchema>, 'none'>;
