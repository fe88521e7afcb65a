import { assumed, type Cited, checkedSheet, dataSheet, paper } from '../sources.ts';
import { accelerators, gigabytes, type Sheet } from './sheet.ts';

/** One socket. Its board is the package: what it draws at most is its TDP, and what it multiplies at most is at its base clock. */
interface Socket {
  readonly name: string;
  readonly year: number;
  readonly source: Sheet['source'];
  readonly cores: number;
  readonly baseHertz: number;
  /** Operations of one core in one cycle, by format; a multiplication and its addition are two. */
  readonly perCycle: Readonly<Sheet['peak']>;
  readonly memoryBytes: Cited<number>;
  readonly bytesPerSecond: Cited<number>;
  readonly watts: number;
  readonly link: string;
}

/** Idle sockets draw a third of their limit or so. */
const IDLE_SHARE = 0.35;

function socket(of: Socket): Sheet {
  const { cores, baseHertz, watts } = of;
  const peak = Object.fromEntries(
    Object.entries(of.perCycle).map(([dtype, figure]) => {
      const [operations, source] = Array.isArray(figure) ? figure : [figure, of.source];
      return [dtype, [cores * baseHertz * operations, source] as const];
    }),
  );
  return {
    name: of.name,
    year: of.year,
    source: of.source,
    memoryBytes: of.memoryBytes,
    memoryBandwidth: of.bytesPerSecond,
    peak,
    boardWatts: watts,
    idleWatts: [
      Math.round(IDLE_SHARE * watts),
      assumed(`${IDLE_SHARE} of the limit, as of the sockets of a server with accelerators`),
    ],
    link: of.link,
    chipsPerNode: [2, assumed('a server with two sockets')],
  };
}

const amx = (clock: string) =>
  paper(
    `Intel, AMX: 2,048 operations in int8 and 1,024 in bf16 a cycle and core; times the cores, at the base clock of ${clock}`,
  );
const modules = (count: number) =>
  assumed(`${count} modules of 64 GB, one per channel; the socket takes more`);
const vectors = assumed(
  'two multiply–add units of 512 bits a core (dot products in bf16 and int8), at the base clock',
);
const neon = assumed(
  'four units of 128 bits a core, matrix instructions in bf16 and int8 at full rate, at the base clock',
);

/**
 * Processors that serve by themselves, one socket each, with the memory beside it. Clocks above the base clock, which
 * lighter work reaches, are left out (assumed), and so is what a host's own work takes of the cores.
 */
export const intelCpus = accelerators('Intel', {
  'xeon-8592': socket({
    name: 'Intel Xeon Platinum 8592+, 64 cores with AMX',
    year: 2023,
    source: dataSheet('Intel, Xeon Platinum 8592+: 64 cores, 1.9 GHz, 350 W, DDR5-5600'),
    cores: 64,
    baseHertz: 1.9e9,
    perCycle: {
      fp32: [64, vectors],
      bf16: [1024, amx('1.9 GHz')],
      fp16: [128, vectors],
      int8: [2048, amx('1.9 GHz')],
    },
    memoryBytes: [gigabytes(512), modules(8)],
    bytesPerSecond: [358.4e9, dataSheet('eight channels of DDR5-5600, 44.8 GB/s each')],
    watts: 350,
    link: 'upi-20',
  }),
  'xeon-6980p': socket({
    name: 'Intel Xeon 6980P, 128 cores with AMX',
    year: 2024,
    source: checkedSheet(
      'Intel, Xeon 6980P: 128 cores, 2.0 GHz, 500 W, MRDIMM-8800',
      'the table of the Xeon 6900P of hardwareluxx.de (cores, clocks, power, memory)',
    ),
    cores: 128,
    baseHertz: 2e9,
    perCycle: {
      fp32: [64, vectors],
      bf16: [1024, amx('2.0 GHz')],
      fp16: [1024, assumed('AMX in fp16, from Xeon 6 on, as in bf16; at the base clock')],
      int8: [2048, amx('2.0 GHz')],
    },
    memoryBytes: [gigabytes(768), modules(12)],
    bytesPerSecond: [844.8e9, dataSheet('twelve channels of MRDIMM-8800, 70.4 GB/s each')],
    watts: 500,
    link: 'upi-24',
  }),
});

export const amdCpus = accelerators('AMD', {
  'epyc-9755': socket({
    name: 'AMD EPYC 9755, 128 cores',
    year: 2024,
    source: dataSheet('AMD, EPYC 9755: 128 cores, 2.7 GHz, 500 W, DDR5-6000'),
    cores: 128,
    baseHertz: 2.7e9,
    perCycle: { fp32: [64, vectors], bf16: [128, vectors], int8: [256, vectors] },
    memoryBytes: [gigabytes(768), modules(12)],
    bytesPerSecond: [576e9, dataSheet('twelve channels of DDR5-6000, 48 GB/s each')],
    watts: 500,
    link: 'xgmi-3',
  }),
});

export const nvidiaCpus = accelerators('NVIDIA', {
  grace: socket({
    name: 'NVIDIA Grace, 72 cores',
    year: 2023,
    source: checkedSheet(
      'NVIDIA Grace CPU Superchip data sheet, half of it: 72 cores, 500 W with memory for two',
      'the table of hardwaretimes.com (4 × 128 bits a core, 7.1 TFLOPS in fp64 over 144 cores: 3.1 GHz)',
    ),
    cores: 72,
    baseHertz: 3.1e9,
    perCycle: { fp32: [32, neon], bf16: [128, neon], fp16: [64, neon], int8: [256, neon] },
    memoryBytes: [
      gigabytes(480),
      dataSheet('Grace CPU Superchip: up to 960 GB of LPDDR5X over two chips'),
    ],
    bytesPerSecond: [500e9, dataSheet('Grace CPU Superchip: up to 1 TB/s over two chips')],
    watts: 250,
    link: 'nvlink-c2c',
  }),
});

const ids: readonly string[] = Object.keys({ ...intelCpus, ...amdCpus, ...nvidiaCpus });

/** Whether a chip, or one that a file made of it, is a CPU: its memory is the host's. */
export function isCpu({ id }: { readonly id: string }): boolean {
  return ids.includes(id.replace(/-custom$/, ''));
}
