/**
 * Quantities as people write them: a number and a unit, or a bare number in the quantity's own unit. All results are SI.
 * Decimal prefixes are powers of 1000, binary ones (KiB, MiB, …) powers of 1024.
 */

interface Dimension {
  readonly what: string;
  /** Unit of a bare number. */
  readonly bare: string;
  readonly example: string;
  readonly units: ReadonlyMap<string, Factor>;
}

/** What a number is multiplied and divided by to become SI: two exact numbers, so that 20us is 2e-5 to the last bit. */
interface Factor {
  readonly times: number;
  readonly per: number;
}

type Unit = readonly [name: string, times: number, per?: number];

const MINUTE = 60;
const HOUR = 3600;
const DAY = 86_400;

const seconds: readonly Unit[] = [
  ['ns', 1, 1e9],
  ['us', 1, 1e6],
  ['µs', 1, 1e6],
  ['μs', 1, 1e6],
  ['ms', 1, 1e3],
  ['s', 1],
  ['min', MINUTE],
  ['m', MINUTE],
  ['h', HOUR],
  ['d', DAY],
];

const bytes: readonly Unit[] = [
  ['B', 1],
  ['kB', 1e3],
  ['KB', 1e3],
  ['MB', 1e6],
  ['GB', 1e9],
  ['TB', 1e12],
  ['PB', 1e15],
  ['KiB', 2 ** 10],
  ['MiB', 2 ** 20],
  ['GiB', 2 ** 30],
  ['TiB', 2 ** 40],
  ['PiB', 2 ** 50],
];

const flops = ['FLOPS', 'FLOP/s', 'OPS', 'OP/s'].flatMap((unit) =>
  (
    [
      ['', 1],
      ['G', 1e9],
      ['T', 1e12],
      ['P', 1e15],
    ] as const
  ).map(([prefix, factor]) => [prefix + unit, factor] as const),
);

function dimension(what: string, bare: string, example: string, units: readonly Unit[]): Dimension {
  return {
    what,
    bare,
    example,
    units: new Map(units.map(([unit, times, per = 1]) => [unit, { times, per }])),
  };
}

/** What a quantity measures, with its units. */
export const dimensions = {
  time: dimension('a time', 's', '500ms', seconds),
  bytes: dimension('a number of bytes', 'B', '80GB', bytes),
  bandwidth: dimension(
    'a bandwidth',
    'B/s',
    '3.35TB/s',
    bytes.map(([unit, factor]) => [`${unit}/s`, factor] as const),
  ),
  rate: dimension('a rate', '/s', '12/s', [
    ['/s', 1],
    ['/min', 1, MINUTE],
    ['/m', 1, MINUTE],
    ['/h', 1, HOUR],
    ['/d', 1, DAY],
  ]),
  power: dimension('a power', 'W', '700W', [
    ['mW', 1, 1e3],
    ['W', 1],
    ['kW', 1e3],
    ['MW', 1e6],
  ]),
  frequency: dimension('a frequency', 'Hz', '1410MHz', [
    ['Hz', 1],
    ['kHz', 1e3],
    ['MHz', 1e6],
    ['GHz', 1e9],
  ]),
  energy: dimension('an energy', 'J', '2mJ', [
    ['uJ', 1, 1e6],
    ['mJ', 1, 1e3],
    ['J', 1],
    ['kJ', 1e3],
    ['MJ', 1e6],
    ['Wh', HOUR],
    ['kWh', 1e3 * HOUR],
  ]),
  share: dimension('a share', '', '10%', [['%', 1, 100]]),
  flops: dimension('a peak of operations per second', 'FLOP/s', '989TFLOPS', flops),
  temperature: dimension('a temperature', '°C', '24C', [
    ['C', 1],
    ['°C', 1],
  ]),
  energyPrice: dimension('a price of energy', 'USD/kWh', '0.08 USD/kWh', [
    ['USD/kWh', 1],
    ['USD/MWh', 1, 1e3],
  ]),
  rentalPrice: dimension('a price of an accelerator', 'USD/h', '3.78 USD/h', [
    ['USD/h', 1],
    ['USD/s', HOUR],
  ]),
  money: dimension('an amount of money', 'USD', '250000 USD', [
    ['USD', 1],
    ['kUSD', 1e3],
  ]),
  tokenPrice: dimension('a price of tokens', 'USD/M', '4 USD/M', [
    ['USD/M', 1],
    ['USD/k', 1e3],
  ]),
  carbonIntensity: dimension('a carbon intensity', 'g/kWh', '400g/kWh', [
    ['g/kWh', 1],
    ['kg/kWh', 1e3],
    ['g/MWh', 1, 1e3],
  ]),
} as const satisfies Record<string, Dimension>;

export type DimensionName = keyof typeof dimensions;

export type Quantity =
  | { readonly ok: true; readonly value: number; readonly unit: string | null }
  | { readonly ok: false; readonly message: string; readonly fix: string };

const SHAPE = /^\s*([+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?)\s*(\S.*?)?\s*$/u;

/** Regular expression (as JSON Schema has it) of the strings that {@link parseQuantity} accepts. */
export function quantityPattern(name: DimensionName): string {
  const units = [...dimensions[name].units.keys()].map((unit) => unit.replace(/[/.]/g, '\\$&'));
  return `^\\s*[+-]?(\\d+(\\.\\d*)?|\\.\\d+)([eE][+-]?\\d+)?\\s*(${units.join('|')})?\\s*$`;
}

/** Units of a dimension, for messages. */
function accepted(name: DimensionName): string {
  const { bare, example, units } = dimensions[name];
  if (name === 'share') return 'write it as 10% or 0.1';
  const list = [...units.keys()].filter((unit) => !/[µμ°]/.test(unit)).join(', ');
  return `write it with one of ${list} (such as ${example}) or as a bare number in ${bare}`;
}

/**
 * Reads a quantity of the named dimension. `unit` of the result is null for a bare number. Never NaN or infinite.
 */
export function parseQuantity(value: unknown, name: DimensionName): Quantity {
  const { what, units } = dimensions[name];
  if (typeof value === 'number') {
    if (Number.isFinite(value)) return { ok: true, value, unit: null };
    return { ok: false, message: `${what} must be finite`, fix: accepted(name) };
  }
  const match = typeof value === 'string' && value.length <= 64 ? SHAPE.exec(value) : null;
  if (match === null) return { ok: false, message: `this is not ${what}`, fix: accepted(name) };
  const [, digits, unit] = match;
  const factor = unit === undefined ? { times: 1, per: 1 } : units.get(unit);
  if (factor === undefined) {
    return { ok: false, message: `${unit} is not a unit of ${what}`, fix: accepted(name) };
  }
  const result = (Number(digits) * factor.times) / factor.per;
  if (Number.isFinite(result)) return { ok: true, value: result, unit: unit ?? null };
  return { ok: false, message: `${what} must be finite`, fix: accepted(name) };
}

/** A number, or a quantity of whatever dimension its unit tells; null for anything else. Every unit belongs to one. */
export function parseAnyQuantity(
  value: unknown,
): { readonly value: number; readonly dimension: DimensionName | null } | null {
  if (typeof value === 'number') return Number.isFinite(value) ? { value, dimension: null } : null;
  for (const name of Object.keys(dimensions) as DimensionName[]) {
    const quantity = parseQuantity(value, name);
    if (quantity.ok)
      return { value: quantity.value, dimension: quantity.unit === null ? null : name };
  }
  return null;
}

/** Every unit of every dimension, the longest first. */
export function allUnits(): readonly string[] {
  const units = Object.values(dimensions).flatMap((each) => [...each.units.keys()]);
  return [...new Set(units)].sort((a, b) => b.length - a.length);
}
