import type { Source } from '../../physics/data-sheets.ts';
import type { NodeSheet } from '../../physics/facility/node-power.ts';
import { assumed, type Cited, dataSheet, paper } from '../sources.ts';

type Figures = {
  readonly [Key in Exclude<keyof NodeSheet, 'id' | 'name' | 'sources'>]: Cited<NodeSheet[Key]>;
};

function sheet(id: string, name: string, figures: Figures): NodeSheet {
  const values: Record<string, unknown> = {};
  const sources: Record<string, Source> = {};
  for (const [key, [value, source]] of Object.entries<Cited<unknown>>({ ...figures })) {
    values[key] = value;
    sources[key] = source;
  }
  return { id, name, ...(values as Omit<NodeSheet, 'id' | 'name' | 'sources'>), sources };
}

const twoSockets: Cited<number> = [700, assumed('two sockets of 350 W')];
const memory: Cited<number> = [112, assumed('32 modules at 3.5 W (2 to 4 W idle, 6 pJ/bit moved)')];
const drives: Cited<number> = [90, assumed('ten drives at 9 W (5 to 12 W each)')];
const fans: Cited<number> = [1500, assumed('15 % of 10.2 kW (10 to 15 % of an air-cooled node)')];
const titanium: Cited<number> = [
  19_800,
  dataSheet('DGX H100 user guide (secondary copy): six supplies of 3.3 kW, four needed'),
];

const eight: Cited<number> = [8, dataSheet('NVIDIA HGX baseboard: eight GPUs')];

/** A board of eight with what usually stands beside it; 10.2 kW at most with eight H100s (DGX H100 user guide). */
const eightOnABoard = {
  accelerators: eight,
  cpuWatts: twoSockets,
  memoryWatts: memory,
  adapterWatts: [
    330,
    assumed('ten network adapters at 23 W (20 to 25 W), a transceiver of 10 W in each (8 to 12 W)'),
  ],
  switchWatts: [440, assumed('four NVSwitch chips at 110 W (100 to 150 W each)')],
  storageWatts: drives,
  otherWatts: [150, assumed('boards, controllers, regulators')],
  fanWatts: fans,
  supplyWatts: titanium,
} as const satisfies Partial<Figures>;

/** What stands beside processors that serve: nothing that computes. */
const twoServingSockets = {
  accelerators: [2, assumed('two sockets, each with its memory')],
  cpuWatts: [0, assumed('the processors are the accelerators')],
  adapterWatts: [46, assumed('two adapters at 23 W')],
  switchWatts: [0, assumed('none')],
  storageWatts: [18, assumed('two drives')],
  otherWatts: [80, assumed('boards, controllers')],
  fanWatts: [170, assumed('12 % of 1.4 kW')],
  supplyWatts: [4000, assumed('two supplies of 2 kW')],
  priceUsd: [
    null,
    assumed('15,000 USD without processors, memory included; they are added by their own price'),
  ],
  embodiedGrams: [1.3e6, assumed('a server without accelerators (1 to 1.5 t)')],
} as const satisfies Partial<Figures>;

/** Servers by id. */
export const nodeSheets = {
  'hgx-a100': sheet('hgx-a100', 'eight A100 on an HGX board', {
    ...eightOnABoard,
    cpuWatts: [450, assumed('two sockets of 225 W')],
    switchWatts: [360, assumed('six NVSwitch chips at 60 W')],
    fanWatts: [980, assumed('15 % of 6.5 kW (DGX A100 at most)')],
    supplyWatts: [18_000, dataSheet('DGX A100 data sheet (secondary copy): six supplies of 3 kW')],
    priceUsd: [160_000, assumed('20,000 USD a GPU, network included')],
    embodiedGrams: [
      2.544e6,
      paper('318 kg for an eighth of a server with A100s (HotCarbon 2023, secondary)'),
    ],
  }),
  'hgx-h100': sheet('hgx-h100', 'eight H100 on an HGX board', {
    ...eightOnABoard,
    priceUsd: [
      400_000,
      paper('50,000 USD a GPU, compute and network (published estimate of a cluster, secondary)'),
    ],
    embodiedGrams: [
      3.3e6,
      assumed('1,312 kg the baseboard (product carbon footprint) and 2 t the server around it'),
    ],
  }),
  'hgx-h200': sheet('hgx-h200', 'eight H200 on an HGX board', {
    ...eightOnABoard,
    priceUsd: [430_000, assumed('as H100s, with dearer memory')],
    embodiedGrams: [3.4e6, assumed('as H100s, with more memory')],
  }),
  'hgx-b200': sheet('hgx-b200', 'eight B200 on an HGX board', {
    ...eightOnABoard,
    fanWatts: [2100, assumed('15 % of 14.3 kW (DGX B200 at most)')],
    priceUsd: [500_000, assumed('between H100s and GB200')],
    embodiedGrams: [
      4.29e6,
      assumed(
        '2,286 kg the baseboard (1,312 kg of the HGX H100 × 2.3 times its throughput in fp16 × 0.50 ÷ 0.66 g per EFLOP: ' +
          'NVIDIA, HGX B200 reduces embodied carbon emissions intensity, 2025) and 2 t the server around it',
      ),
    ],
  }),
  'gb200-nvl72': sheet(
    'gb200-nvl72',
    'a compute tray of an NVL72 rack, with its part of the switch trays',
    {
      accelerators: [4, dataSheet('GB200 NVL72: 18 compute trays of four GPUs')],
      cpuWatts: [500, assumed('two Grace CPUs at 250 W')],
      memoryWatts: [60, assumed('LPDDR5X beside the CPUs')],
      adapterWatts: [140, assumed('four 400G adapters and a DPU')],
      switchWatts: [200, paper('nine switch trays of an NVL72 take 3.6 kW (secondary), per tray')],
      storageWatts: [40, assumed('four drives')],
      otherWatts: [120, assumed('boards, regulators, manifolds')],
      fanWatts: [
        520,
        assumed('8 % of 6.5 kW if it were cooled by air; cold plates leave a quarter'),
      ],
      supplyWatts: [
        11_000,
        assumed('eight power shelves of 33 kW behind 18 trays, three quarters of them needed'),
      ],
      priceUsd: [
        280_000,
        paper('70,000 USD a chip, compute and network (published estimate, secondary)'),
      ],
      embodiedGrams: [2.15e6, assumed('as the same number of B200s, with switch trays')],
    },
  ),
  'pcie-server': sheet('pcie-server', 'a server with eight cards in PCIe slots', {
    accelerators: [8, assumed('two sockets have slots for eight cards')],
    cpuWatts: [500, assumed('two sockets of 250 W')],
    memoryWatts: [60, assumed('16 modules at 3.5 W')],
    adapterWatts: [46, assumed('two adapters at 23 W')],
    switchWatts: [40, assumed('two PCIe switches')],
    storageWatts: [30, assumed('four drives')],
    otherWatts: [80, assumed('boards, controllers')],
    fanWatts: [350, assumed('12 % of 2.9 kW (eight cards of 250 W)')],
    supplyWatts: [8000, assumed('four supplies of 2 kW')],
    priceUsd: [null, assumed('15,000 USD without cards; the cards are added by their own price')],
    embodiedGrams: [
      2.4e6,
      assumed('a server of 1.6 t and 100 kg a card (2 to 4 t a whole server)'),
    ],
  }),
  'cpu-server': sheet('cpu-server', 'a server with two sockets that serve by themselves', {
    ...twoServingSockets,
    memoryWatts: [120, assumed('24 modules at 5 W (2 to 4 W idle, 6 pJ/bit moved)')],
  }),
  'grace-server': sheet('grace-server', 'a server with a Grace CPU Superchip', {
    ...twoServingSockets,
    memoryWatts: [0, dataSheet('Grace CPU Superchip: its 500 W hold the memory')],
    fanWatts: [90, assumed('12 % of 0.75 kW')],
  }),
  jetson: sheet('jetson', 'a module on its carrier board', {
    accelerators: [1, dataSheet('NVIDIA Jetson: one module; its power covers CPUs and memory')],
    cpuWatts: [0, dataSheet("within the module's power")],
    memoryWatts: [0, dataSheet("within the module's power")],
    adapterWatts: [2, assumed('an Ethernet port')],
    switchWatts: [0, assumed('none')],
    storageWatts: [3, assumed('one drive')],
    otherWatts: [5, assumed('carrier board')],
    fanWatts: [5, assumed('one fan')],
    supplyWatts: [0, assumed('fed by the vehicle or a wall adapter, whose loss is left out')],
    priceUsd: [2500, assumed('module and carrier board')],
    embodiedGrams: [60e3, assumed('of the order of a laptop without its screen')],
  }),
} as const satisfies Readonly<Record<string, NodeSheet>>;

/** A server with PCIe slots without its cards, in USD (assumed). */
export const EMPTY_SERVER_USD = 15_000;
