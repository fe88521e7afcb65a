import { assumed, type Cited, dataSheet, paper } from '../sources.ts';

/** How chips are cooled, as far as their temperature depends on it. */
export interface ChipCooling {
  /** Chip to air or water on a board of 700 W, in kelvin per watt: coolers are made for their boards, and go as 1/limit. */
  readonly kelvinPerWatt: Cited<number>;
  /** Of it, the part from the chip to the metal that it sits under. */
  readonly junctionShare: Cited<number>;
  readonly fastSeconds: Cited<number>;
  readonly slowSeconds: Cited<number>;
  /** What the air or water has warmed up by before it reaches a chip. */
  readonly preheatKelvin: Cited<number>;
  /** Of the air or water, where nothing else is stated. */
  readonly supplyCelsius: Cited<number>;
}

const fits = assumed('engineering estimate: an H100 at 700 W is 72 to 80 °C hot in air');
const plates = assumed('engineering estimate: an H100 at 700 W is 56 to 66 °C hot under a plate');
const none: Cited<number> = [0, assumed('each cold plate has its own flow')];

/** Kinds of cooling by name. */
export const chipCooling = {
  air: {
    kelvinPerWatt: [0.065, fits],
    junctionShare: [0.28, assumed('the same interface under air and under water')],
    fastSeconds: [1, fits],
    slowSeconds: [60, fits],
    preheatKelvin: [8, assumed('5 to 10 K from recirculation and what stands before the chips')],
    supplyCelsius: [24, paper('ASHRAE A1: 18 to 27 °C recommended (secondary)')],
  },
  'rear-door': {
    kelvinPerWatt: [0.065, fits],
    junctionShare: [0.28, assumed('the same interface under air and under water')],
    fastSeconds: [1, fits],
    slowSeconds: [60, fits],
    preheatKelvin: [8, assumed('as in air: the door cools what leaves the rack')],
    supplyCelsius: [24, assumed('as in air')],
  },
  'direct-to-chip': {
    kelvinPerWatt: [0.03, plates],
    junctionShare: [0.6, assumed('the same interface under air and under water')],
    fastSeconds: [1, plates],
    slowSeconds: [8, plates],
    preheatKelvin: none,
    supplyCelsius: [40, paper('ASHRAE W40: 30 to 45 °C water (secondary)')],
  },
  immersion: {
    kelvinPerWatt: [0.045, assumed('between air and cold plates')],
    junctionShare: [0.4, assumed('the same interface under air and under water')],
    fastSeconds: [1, plates],
    slowSeconds: [20, assumed('between air and cold plates')],
    preheatKelvin: [3, assumed('a bath that is stirred')],
    supplyCelsius: [40, assumed('as water of cold plates')],
  },
} as const satisfies Record<string, ChipCooling>;

/** Of the 8 K of air, what is left where a rack's recirculation is followed by itself. */
export const nodePreheatKelvin: Cited<number> = [
  3,
  assumed('what stands before the chips in their node; the other 5 K are those of a rack’s air'),
];

/**
 * How much warmer than the metal over it a chip's stacked memory is, in kelvin per watt of the whole chip, on a board of
 * 700 W; other boards as `kelvinPerWatt`.
 */
export const memoryKelvinPerWatt: Cited<number> = [
  0.03,
  assumed('15 % of the power in the memory (secondary), 8 K warmer than an H100 at 700 W in air'),
];

/** Of its bandwidth, what a memory that is too hot keeps. */
export const hotMemoryShare: Cited<number> = [
  0.74,
  assumed(
    '2.3 TB/s where 3.1 are usual, as is told of an H100 above 95 °C; the same of other stacks',
  ),
];

export type ChipCoolingKind = keyof typeof chipCooling;

/** Temperatures at which a chip slows itself down, and at which it goes off, in °C. */
export interface ThermalLimits {
  readonly slowdownCelsius: number;
  readonly shutdownCelsius: number;
}

const hopper: Cited<ThermalLimits> = [
  { slowdownCelsius: 89, shutdownCelsius: 92 },
  dataSheet('nvidia-smi -q of an H100 and of an A100: slowdown and shutdown temperature'),
];
const volta: Cited<ThermalLimits> = [
  { slowdownCelsius: 87, shutdownCelsius: 90 },
  dataSheet('nvidia-smi -q of a V100: slowdown and shutdown temperature'),
];
const orin: Cited<ThermalLimits> = [
  { slowdownCelsius: 99, shutdownCelsius: 104.5 },
  dataSheet(
    'device tree of the Jetson Orin NX in Linux (tegra234-p3767), the same chip: software slows it down at 99 °C and shuts it down at 104.5',
  ),
];
const thor: Cited<ThermalLimits> = [orin[0], assumed('as a Jetson AGX Orin')];
const others: Cited<ThermalLimits> = [
  { slowdownCelsius: 89, shutdownCelsius: 92 },
  assumed('as an H100'),
];

/** Limits of the chip with this id. */
export function thermalLimits(id: string): Cited<ThermalLimits> {
  if (id.startsWith('v100')) return volta;
  if (id.startsWith('jetson')) return id.includes('thor') ? thor : orin;
  return id.startsWith('h100') || id.startsWith('a100') ? hopper : others;
}

const stacks = 'nvidia-smi -q: highest operating temperature of the memory';

/** From when on the memory of the chip with this id is too hot, in °C; null where nobody says, or it has no stacks. */
export function memoryLimitCelsius(id: string): Cited<number> | null {
  if (id.startsWith('v100')) return [85, dataSheet(stacks)];
  if (/^[ah]100/.test(id)) return [95, dataSheet(stacks)];
  if (id.startsWith('h200')) return [95, assumed('as an H100')];
  return null;
}
