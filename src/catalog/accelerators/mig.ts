import type { Accelerator, Dtype, PowerShares, Source } from '../../physics/data-sheets.ts';
import { assumed, paper } from '../sources.ts';
import { nvidiaAmpere } from './nvidia-ampere.ts';
import { nvidiaHopper } from './nvidia-hopper.ts';

/** An instance: its processors, its slices of the memory, and how many a chip has room for. */
type Instance = readonly [processors: number, memorySlices: number, perChip: number];

interface Geometry<Name extends string> {
  readonly processors: number;
  readonly memorySlices: number;
  readonly instances: Readonly<Record<Name, Instance>>;
}

const ampere = { processors: 108, memorySlices: 8 } as const;
const hopper = { processors: 132, memorySlices: 8 } as const;

/** How chips are cut (Multi-Instance GPU). Chips whose instances' processors nobody printed are not listed. */
const geometries = {
  a30: {
    processors: 56,
    memorySlices: 4,
    instances: { '1g.6gb': [14, 1, 4], '2g.12gb': [28, 2, 2], '4g.24gb': [56, 4, 1] },
  },
  'a100-40gb': {
    ...ampere,
    instances: {
      '1g.5gb': [14, 1, 7],
      '1g.10gb': [14, 2, 4],
      '2g.10gb': [28, 2, 3],
      '3g.20gb': [42, 4, 2],
      '4g.20gb': [56, 4, 1],
      '7g.40gb': [98, 8, 1],
    },
  },
  'a100-80gb': {
    ...ampere,
    instances: {
      '1g.10gb': [14, 1, 7],
      '1g.20gb': [14, 2, 4],
      '2g.20gb': [28, 2, 3],
      '3g.40gb': [42, 4, 2],
      '4g.40gb': [56, 4, 1],
      '7g.80gb': [98, 8, 1],
    },
  },
  'h100-sxm': {
    ...hopper,
    instances: {
      '1g.10gb': [16, 1, 7],
      '1g.20gb': [26, 2, 4],
      '2g.20gb': [32, 2, 3],
      '3g.40gb': [60, 4, 2],
      '4g.40gb': [64, 4, 1],
      '7g.80gb': [132, 8, 1],
    },
  },
  h200: {
    ...hopper,
    instances: {
      '1g.18gb': [16, 1, 7],
      '1g.35gb': [26, 2, 4],
      '2g.35gb': [32, 2, 3],
      '3g.71gb': [60, 4, 2],
      '4g.71gb': [64, 4, 1],
      '7g.141gb': [132, 8, 1],
    },
  },
} as const satisfies Readonly<Record<string, Geometry<string>>>;

type Geometries = typeof geometries;
/** Such as h100-sxm-mig-3g.40gb. */
export type MigId = {
  [Chip in keyof Geometries]: `${Chip}-mig-${Extract<keyof Geometries[Chip]['instances'], string>}`;
}[keyof Geometries];

const guide =
  'NVIDIA Multi-Instance GPU User Guide, supported profiles (slices of memory, instances of a chip); processors as nvidia-smi mig -lgip prints them';

/**
 * One instance as a chip of its own. Peaks follow the processors; memory, its speed and its power follow the slices. Idle
 * power is shared by as many as a chip has room for, so that what they leave over is borne by them; the board's limit is
 * shared as the processors are.
 */
function instanceOf(
  chip: Accelerator,
  geometry: Geometry<string>,
  name: string,
  [processors, slices, perChip]: Instance,
): Accelerator {
  const ofProcessors = processors / geometry.processors;
  const ofMemory = slices / geometry.memorySlices;
  const sources: Record<string, Source> = {};
  const cite = (property: string, source: Source) => {
    sources[property] = source;
  };
  const cut = paper(`${guide}; of ${chip.name}`);
  const peak: Partial<Record<Dtype, number>> = {};
  for (const [dtype, flops] of Object.entries(chip.peak)) {
    peak[dtype as Dtype] = flops * ofProcessors;
    cite(`peak.${dtype}`, cut);
  }
  const idleWatts = chip.idleWatts / perChip;
  const power: PowerShares | undefined = chip.power && {
    ...chip.power,
    memory: (chip.power.memory * ofMemory) / ofProcessors,
  };
  for (const property of ['memoryBytes', 'chipsPerNode', 'link']) cite(property, cut);
  cite('memoryBandwidth', assumed('a slice of the memory brings an equal part of its speed'));
  cite('boardWatts', assumed('the board’s power above idle is shared as its processors are'));
  cite(
    'idleWatts',
    assumed('the idle power is shared by as many instances as a chip has room for'),
  );
  if (power !== undefined)
    cite('power', assumed(`the shares of ${chip.name}, memory by its slices`));
  return {
    id: `${chip.id}-mig-${name}`,
    name: `${chip.name}, MIG ${name}`,
    vendor: chip.vendor,
    year: chip.year,
    memoryBytes: chip.memoryBytes * ofMemory,
    memoryBandwidth: chip.memoryBandwidth * ofMemory,
    peak,
    boardWatts: idleWatts + (chip.boardWatts - chip.idleWatts) * ofProcessors,
    idleWatts,
    ...(power && { power }),
    // instances reach no other, of the same chip or of the next
    link: 'none',
    chipsPerNode: chip.chipsPerNode * perChip,
    partOf: { chip: chip.id, processors, perChip },
    sources,
  };
}

/** Every instance of every chip that can be cut, as an accelerator of its own. */
export const migInstances = Object.fromEntries(
  Object.entries(geometries).flatMap(([id, geometry]) => {
    const chip = { ...nvidiaAmpere, ...nvidiaHopper }[id as keyof Geometries];
    return Object.entries<Instance>(geometry.instances).map(([name, instance]) => {
      const made = instanceOf(chip, geometry, name, instance);
      return [made.id, made] as const;
    });
  }),
) as Readonly<Record<MigId, Accelerator>>;
