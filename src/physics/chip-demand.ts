import type { RooflineInput } from './operator.ts';
import type { StepModel, StepTerms } from './step-model.ts';
import { rooflineStepModel } from './step-time.ts';

/**
 * What a step keeps busy of its chip while it runs there alone, in shares of the time: of the multipliers, of the memory,
 * and of the power that the board's limit leaves beside an awake chip.
 */
export interface ChipDemand {
  readonly compute: number;
  readonly memory: number;
  readonly power: number;
}

/** The same steps on chips on which some of the work is free. */
export interface PartModels {
  /** The memory is free: multiplications and launches are left. */
  readonly compute: StepModel;
  /** The multipliers are free. */
  readonly memory: StepModel;
  /** Both are. */
  readonly launches: StepModel;
}

/** So many times as fast: what takes seconds takes picoseconds. */
const FREE = 1e12;

/** Step models of what single parts of a chip have to do for the steps of `input`; without a cap of its power. */
export function partModels(input: RooflineInput): PartModels {
  const { power, accelerator } = input;
  const uncapped = power === undefined ? {} : { power: { ...power, capWatts: Infinity } };
  const model = (compute: number, memory: number) => {
    const peaks = Object.entries(accelerator.peak).map(([dtype, flops]) => [
      dtype,
      flops * compute,
    ]);
    const chip = {
      ...accelerator,
      peak: Object.fromEntries(peaks),
      memoryBandwidth: accelerator.memoryBandwidth * memory,
    };
    return rooflineStepModel({ ...input, ...uncapped, accelerator: chip });
  };
  return { compute: model(1, FREE), memory: model(FREE, 1), launches: model(FREE, FREE) };
}

/** Seconds that a step keeps its chip, by its lines of multipliers and memory: without the host's, and without a limit. */
export function chipSeconds(terms: Readonly<StepTerms>, context: number): number {
  return Math.max(terms.a1 + terms.b1 * context, terms.a2 + terms.b2 * context);
}

/** One of several steps that use a chip at once, and the rate that it has at most. */
export interface ChipUser {
  readonly demand: ChipDemand;
  readonly most: number;
}

/** Less of a chip is nothing. */
const NOTHING = 1e-9;

const parts = ['compute', 'memory', 'power'] as const;

/**
 * Rates at which steps get on together, each as a share of its speed alone: the largest equal ones (max-min fairness) with
 * which no part of the chip has more to do than it can, and nobody is above its own `most`. Who needs nothing of a part
 * that is full goes on at more. Assumed: kernels that wait for the same part are held up alike, and lose nothing else.
 */
export function fairRates<U extends ChipUser>(users: readonly U[]): ReadonlyMap<U, number> {
  const rates = new Map<U, number>();
  const room = { compute: 1, memory: 1, power: 1 };
  let open = users;
  while (open.length > 0) {
    const levels = parts.map((part) => {
      const wanted = open.reduce((sum, { demand }) => sum + demand[part], 0);
      return wanted > NOTHING ? Math.max(0, room[part]) / wanted : Number.POSITIVE_INFINITY;
    });
    const level = Math.min(...levels, ...open.map(({ most }) => most));
    const full = parts.filter((_, k) => (levels[k] ?? 0) <= level);
    const isHeld = ({ demand, most }: U) =>
      most <= level || full.some((part) => demand[part] > NOTHING);
    for (const user of open.filter(isHeld)) {
      rates.set(user, level);
      for (const part of parts) room[part] -= level * user.demand[part];
    }
    open = open.filter((user) => !isHeld(user));
  }
  return rates;
}
