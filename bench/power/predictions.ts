import { accelerators, nodes } from '../../src/catalog/index.ts';
import { chillerCop } from '../../src/physics/facility/cooling-plant.ts';
import { mostNodeWatts } from '../../src/physics/facility/node-power.ts';
import { ownershipUsd, totalUsd } from '../../src/physics/facility/ownership.ts';
import type { PowerRow } from './rows.ts';

/** One published figure beside ours. */
export interface Prediction {
  readonly line: number;
  readonly what: string;
  readonly published: number;
  readonly predicted: number;
  /** How far a prediction may be off, as a share of the published figure. */
  readonly tolerance: number;
}

/** A row that nothing is predicted for, and why. */
export interface LeftOut {
  readonly line: number;
  readonly what: string;
  readonly why: string;
}

interface Predictor {
  readonly tolerance: number;
  readonly published: (row: PowerRow) => number;
  readonly predicted: (row: PowerRow) => number;
}

const first = ({ value }: PowerRow) => Number.parseFloat(value);

/** The terms that the row itself states: three years without interest, and a fifth more for running it. */
const terms = {
  interest: 0,
  nodeYears: 3,
  siteYears: 15,
  siteUsdPerWatt: 0,
  upkeepShare: 0.2 / 3,
  staffUsdPerWatt: 0,
};

const predictors: Readonly<Record<string, Predictor>> = {
  node: {
    tolerance: 0.1,
    published: () => 10_200,
    predicted: () => mostNodeWatts(nodes['hgx-h100'], 8 * accelerators['h100-sxm'].boardWatts, 1),
  },
  rack: {
    tolerance: 0.1,
    // the middle of 120 to 132 kW
    published: () => 126_000,
    predicted: () =>
      18 * mostNodeWatts(nodes['gb200-nvl72'], 4 * accelerators.gb200.boardWatts, 0.25),
  },
  // air-cooled machines: where towers have their wet bulb, these have the air
  chiller: {
    tolerance: 0.15,
    published: first,
    predicted: ({ condition }) => chillerCop(6.67, Number(/T_amb (\d+)/.exec(condition)?.[1])),
  },
  cost: {
    tolerance: 0.1,
    // an H100 that costs 50,000 USD all in, per hour
    published: () => 2.3,
    predicted: () => totalUsd(ownershipUsd(terms, 50_000, 1275)) / 8760,
  },
};

const input = 'an input: the catalog holds this very figure, or one beside it';
const closedLoop = 'needs the closed loop of clocks, caps and heat';
const fidelity =
  'played request by request by bench:fidelity, which holds it beside its power rows';

/** Why categories have no prediction here. */
const reasons: Readonly<Record<string, string>> = {
  'LLM decode serving': fidelity,
  'text-to-image 1024px min-energy config': fidelity,
  longitudinal: 'compares two releases of an engine: the older one has no profile',
  'task effect': 'a ratio between tasks, whose lengths are the scenario’s',
  'phase power': 'a coarse constant model of others, not a measurement',
  'SM clock locking': closedLoop,
  DVFS: closedLoop,
  'power cap': 'a model that is not in the catalog, on an engine without a profile',
  'power cap sweep': 'a model of two bits a weight on an engine without a profile',
  'thermal limits': closedLoop,
  'power limit range': 'a limit that boards accept, which no figure here depends on',
  'HBM throttle': closedLoop,
  oversubscription: closedLoop,
  'energy mgmt': closedLoop,
  'per-query': 'a fleet, a model or lengths that are not published',
  'all-in power': 'a cluster with its storage and head nodes, which no pool has',
  'rack limit': 'a range that vendors name: the default lies in it, facility.rack sets another',
  facility: 'a mean of sites whose weather, cooling and loads are not published',
  electricity: 'a range of prices: the default lies in it',
  embodied: input,
  'grid CI': input,
  'idle power': input,
  'cold start': 'predicted by physics/cold-start.ts, and held to there',
};

/** Every row, either predicted or with the reason why not. */
export function judge(rows: readonly PowerRow[]): {
  readonly predictions: readonly Prediction[];
  readonly leftOut: readonly LeftOut[];
} {
  const predictions: Prediction[] = [];
  const leftOut: LeftOut[] = [];
  for (const row of rows) {
    const { line, category, system, condition, metric } = row;
    const detail = category === 'chiller' ? condition : system;
    const what = `${category}: ${detail}, ${metric}`;
    const predictor = predictors[category];
    const published = predictor?.published(row) ?? Number.NaN;
    if (predictor !== undefined && Number.isFinite(published)) {
      const predicted = predictor.predicted(row);
      predictions.push({ line, what, published, predicted, tolerance: predictor.tolerance });
    } else {
      leftOut.push({ line, what, why: reasons[category] ?? 'nobody has looked at it' });
    }
  }
  return { predictions, leftOut };
}

/** Predicted ÷ published − 1. */
export function errorOf({ published, predicted }: Prediction): number {
  return predicted / published - 1;
}
