import { z } from 'zod';
import { failureKinds, lostWorkNames, stoppedParts } from '../failures.ts';
import { block, scalarOrBlock, variants } from './blocks.ts';
import { choice, count, name, number, quantity } from './scalars.ts';

const long = { above: 0, max: 1e12 } as const;
const law = (description: string) =>
  scalarOrBlock(
    quantity('time', long, description),
    variants(
      'distribution',
      [
        block({ distribution: z.literal('fixed'), value: quantity('time', long, 'the time') }),
        block({ distribution: z.literal('exponential'), mean: quantity('time', long, 'mean') }),
        block({
          distribution: z.literal('weibull'),
          mean: quantity('time', long, 'mean'),
          cv: number({ min: 0.001, max: 100 }, 'coefficient of variation; 1 is exponential'),
        }),
        block({
          distribution: z.literal('lognormal'),
          mean: quantity('time', long, 'mean'),
          cv: number({ min: 0, max: 100 }, 'coefficient of variation'),
        }),
      ],
      ['fixed', 'exponential', 'weibull', 'lognormal'],
    ),
  );

const pool = name('pool whose units fail; may be left out where there is one pool').optional();
const at = quantity('time', { min: 0, max: 1e12 }, 'instant at which it happens, once');
const restart = quantity(
  'time',
  { min: 0, max: 1e9 },
  'from the repair until replicas serve: weights load, engines start; a cold start without image and provisioning where left out; not of a pool that scales, which starts another replica by its coldStart',
).optional();

/** What every kind of unit has that comes and goes. */
const unit = {
  pool,
  at: at.optional(),
  unit: count({ min: 0 }, 'with at: which one of the pool, from 0').optional(),
  duration: law('with at: until it is repaired').optional(),
  mtbf: law(
    'mean time between failures of one unit, or its law; a bare time is exponential',
  ).optional(),
  mttr: law('mean time to repair, or its law; a bare time is exponential').optional(),
};
const failing = {
  ...unit,
  restart,
  inFlight: choice(lostWorkNames, 'what becomes of requests that its replicas had').prefault(
    'retried',
  ),
  power: choice(['off', 'idle'], 'what a replica that is down draws').optional(),
};
// assumed: four air-cooled HGX nodes of about 10 kW, and two racks on a feed
const nodesPerRack = count({ min: 1 }, 'nodes of a rack').prefault(4);
const racksPerFeed = count({ min: 1 }, 'racks that a feed supplies').prefault(2);

/** A cable of the fabric, which takes no replica with it: what crosses it goes another way, or waits. */
const fabricLink = block({
  kind: z.literal('fabric-link'),
  cable: name('with at: which one, as links.arrow names it without its direction').optional(),
  at: at.optional(),
  duration: law('with at: until it is repaired').optional(),
  mtbf: law(
    'mean time between failures of one cable, or its law; a bare time is exponential',
  ).optional(),
  mttr: law('mean time to repair, or its law; a bare time is exponential').optional(),
});

/** An item of `failures`. */
export const failureSchema = variants(
  'kind',
  [
    block({ kind: z.literal('gpu'), ...failing }),
    block({ kind: z.literal('node'), ...failing }),
    block({ kind: z.literal('link'), ...failing }),
    fabricLink,
    block({ kind: z.literal('rack'), ...failing, nodesPerRack }),
    block({ kind: z.literal('power-feed'), ...failing, nodesPerRack, racksPerFeed }),
    block({
      kind: z.literal('spot'),
      ...failing,
      notice: quantity(
        'time',
        { min: 0, max: 1e9 },
        'from the notice, when replicas begin to drain, until they are gone',
      ).prefault('2min'),
    }),
    block({
      kind: z.literal('slow-gpu'),
      ...unit,
      slowdown: number({ min: 1, max: 1000 }, 'step time ÷ usual step time').prefault(1.5),
    }),
    block({
      kind: z.literal('cooling'),
      ...unit,
      // a hall of 5 kW a cabinet went off for heat 3 min 9 s after its cooling did (Opengate, 2007; secondary): 20 K
      kelvinPerMinute: number(
        { above: 0, max: 1000 },
        'how fast the air or water that comes to the chips warms up, and cools down after the repair; where a chiller stops in a facility, times the share of the heat that the weather does not take',
      ).prefault(6),
      // assumed: doors are opened then
      mostKelvin: number(
        { above: 0, max: 200 },
        'how much warmer than what is supplied it gets at the most',
      ).prefault(30),
      stops: choice(
        stoppedParts,
        'what of the plant takes no power meanwhile: its chiller alone, or fans, pumps and towers as well; default: chiller',
      ).optional(),
    }),
    // what they had in flight is lost: begun anew, it might never end on chips that go off again before it does
    block({ kind: z.literal('overheat'), pool, restart }),
    block({
      kind: z.literal('upgrade'),
      pool,
      at,
      atOnce: count({ min: 1 }, 'replicas that are out at a time').prefault(1),
      restart,
    }),
  ],
  [...failureKinds, 'fabric-link'],
);
export type RawFabricLink = z.output<typeof fabricLink>;
export type RawFailure = Exclude<z.output<typeof failureSchema>, RawFabricLink>;
export type RawAnyFailure = RawFailure | RawFabricLink;
