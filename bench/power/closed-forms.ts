import {
  hotMemoryShare,
  memoryLimitCelsius,
  thermalLimits,
} from '../../src/catalog/cooling/index.ts';
import { accelerators, grids, nodes } from '../../src/catalog/index.ts';
import { chillerCop, coolingFacts } from '../../src/physics/facility/cooling-plant.ts';
import { mostNodeWatts } from '../../src/physics/facility/node-power.ts';
import { ownershipUsd, totalUsd } from '../../src/physics/facility/ownership.ts';
import { clockUnder } from '../../src/physics/power.ts';
import { parseScenario } from '../../src/scenario/parse.ts';
import { cappedSpeed, leastLockedJoules } from './clocked-steps.ts';
import type { PowerRow, RowFigure } from './rows.ts';

type Predictor = (row: PowerRow) => readonly RowFigure[] | null;

const numbers = ({ value }: PowerRow) => value.split(/;|-| vs /).map(Number.parseFloat);
const first = (row: PowerRow) => numbers(row)[0] ?? Number.NaN;
const one = (published: number, predicted: number, tolerance: number, what?: string) => [
  { published, predicted, tolerance, ...(what === undefined ? {} : { what }) },
];
/** A range that the figure lies in: its middle, and half of its width. */
const within = (row: PowerRow, predicted: number, scale = 1) => {
  const [low = Number.NaN, high = Number.NaN] = numbers(row);
  return one((scale * (low + high)) / 2, predicted, (high - low) / (high + low));
};

/** The terms that the row itself states: three years without interest, and a fifth more for running it. */
const terms = {
  interest: 0,
  nodeYears: 3,
  siteYears: 15,
  siteUsdPerWatt: 0,
  upkeepShare: 0.2 / 3,
  staffUsdPerWatt: 0,
};

const h100 = accelerators['h100-sxm'];
const hgxWatts = mostNodeWatts(nodes['hgx-h100'], 8 * h100.boardWatts, 1);

/** States by the letters that rows have. */
const states: Readonly<Record<string, keyof typeof grids>> = {
  AZ: 'us-arizona',
  CA: 'us-california',
  GA: 'us-georgia',
  IL: 'us-illinois',
  NY: 'us-new-york',
  TX: 'us-texas',
  VA: 'us-virginia',
  WA: 'us-washington',
};

/** Of making a board of eight, without the server around it, per FLOP/s of its chips. */
function boardGramsPerFlops(node: 'hgx-h100' | 'hgx-b200', chip: 'h100-sxm' | 'b200'): number {
  const SERVER_GRAMS = 2e6;
  return (nodes[node].embodiedGrams - SERVER_GRAMS) / (accelerators[chip].peak.bf16 ?? Number.NaN);
}

/** What a facility takes a kilowatt-hour to cost where nothing is said. */
function defaultPrice(): number {
  const text = [
    'name: price',
    'horizon: { requests: 1 }',
    'workloads: [{ name: w, model: llama-3.1-8b, arrivals: { process: poisson, rate: 1/s }, promptTokens: { distribution: fixed, value: 1 }, outputTokens: { distribution: fixed, value: 1 } }]',
    'pools: [{ name: p, accelerator: h100-sxm, replicas: 1 }]',
    'facility: {}',
  ].join('\n');
  const parsed = parseScenario(text, { file: 'price.yaml' });
  return parsed.ok
    ? (parsed.scenario.facility?.electricity.usdPerKwh.values[0] ?? Number.NaN)
    : Number.NaN;
}

const predictors: Readonly<Record<string, Predictor>> = {
  node: () => one(10_200, hgxWatts, 0.1, 'W'),
  rack: (row) =>
    one(
      1e3 * (numbers(row).reduce((sum, each) => sum + each, 0) / 2),
      18 * mostNodeWatts(nodes['gb200-nvl72'], 4 * accelerators.gb200.boardWatts, 0.25),
      0.1,
      'W',
    ),
  // air-cooled machines: where towers have their wet bulb, these have the air
  chiller: (row) =>
    one(first(row), chillerCop(6.67, Number(/T_amb (\d+)/.exec(row.condition)?.[1])), 0.15),
  // an H100 that costs 50,000 USD all in, per hour
  cost: () => one(2.3, totalUsd(ownershipUsd(terms, 50_000, 1275)) / 8760, 0.1, '$ per hour'),
  'SM clock locking': (row) =>
    one(
      first(row),
      1 - leastLockedJoules('h200', 'llama-3.1-8b'),
      0.2,
      'energy saved, of an 8B model at the best of five clocks',
    ),
  // GLM-4.5-Air for 12 clients: how many there were is not published
  'power cap': (row) => {
    const [free = Number.NaN, ...kept] = numbers(row);
    return kept.map((published, i) => ({
      what: `tok/s at ${[360, 300, 250][i]} W`,
      published,
      predicted: free * cappedSpeed([360, 300, 250][i] ?? Number.NaN),
      tolerance: 0.05,
    }));
  },
  // a model of two bits on six cards in turn is on no engine that is modelled: prompts are taken to be at the board's limit
  'power cap sweep': (row) => {
    const watts = Number(/cap (\d+) W/.exec(row.condition)?.[1]);
    if (watts >= 350) return null;
    return one(
      first(row),
      9893 * clockUnder(accelerators['rtx-3090'], watts),
      0.1,
      `prompts’ tok/s at ${watts} W`,
    );
  },
  'idle power': (row) => within(row, h100.idleWatts),
  'thermal limits': (row) => {
    const [slowdown = Number.NaN, shutdown = Number.NaN, , memory = Number.NaN] = numbers(row);
    const [limits] = thermalLimits('h100-sxm');
    return [
      ...one(slowdown, limits.slowdownCelsius, 0, 'slowdown, °C'),
      ...one(shutdown, limits.shutdownCelsius, 0, 'shutdown, °C'),
      ...one(memory, memoryLimitCelsius('h100-sxm')?.[0] ?? Number.NaN, 0, 'memory, °C'),
    ];
  },
  'power limit range': (row) => one(numbers(row)[1] ?? Number.NaN, h100.boardWatts, 0, 'most W'),
  'HBM throttle': () => one(2.3, 3.1 * hotMemoryShare[0], 0.2),
  'rack limit': (row) => within(row, coolingFacts.air.rackWatts, 1e3),
  electricity: (row) => within(row, defaultPrice()),
  'grid CI': (row) => {
    const grid = states[row.system];
    return grid === undefined
      ? null
      : one(first(row), grids[grid].gramsPerKwh, 0.02, 'g/kWh, mean');
  },
  embodied: (row) => {
    if (row.system.startsWith('A100')) {
      return one(1e3 * first(row), nodes['hgx-a100'].embodiedGrams / 8, 0.2, 'g CO2e');
    }
    const [b200 = Number.NaN, hopper = Number.NaN] = numbers(row);
    const ours =
      boardGramsPerFlops('hgx-b200', 'b200') / boardGramsPerFlops('hgx-h100', 'h100-sxm');
    // the catalog's board of B200s was computed from this row, so that only slips show
    return one(b200 / hopper, ours, 0.05, 'g per FLOP, B200 ÷ H100');
  },
  // what the row states, with our node's power for its 1275 W per chip: 500 tokens of 100 B parameters at a tenth of peak
  'per-query': (row) => {
    if (!row.system.startsWith('GPT-4o estimate')) return null;
    const seconds = (2 * 100e9 * 500) / (0.1 * (h100.peak.bf16 ?? Number.NaN));
    return one(first(row), (seconds * (hgxWatts / 8) * 0.7 * 1.2) / 3600, 0.1);
  },
};

/** The figures of a row that closed forms and the catalog answer; null where they do not. */
export function figuresOf(row: PowerRow): readonly RowFigure[] | null {
  return predictors[row.category]?.(row) ?? null;
}
