import type { Joules, Watts } from '../base/units.ts';
import type { Accelerator, Dtype, Link, PowerShares } from './data-sheets.ts';

/**
 * A chip whose power nobody measured (assumed): the shares of the H100 in the catalog. Two cards bear them out in
 * decoding: at 60 % of its board an RTX PRO 6000 loses 0.9 % of its tokens per second, and at 57 % an RTX 3090 loses 6 %.
 */
export const unmeasuredPower: PowerShares = {
  awake: 0.33,
  memory: 0.38,
  compute: 1.02,
  sampling: 0.54,
};

/** The link at peak, of the board's power above idle: 4 pJ/bit at 450 GB/s on an H100 (LLMServingSim). */
const linkShare = 0.022;

/**
 * A chip that serves, of the board's power above idle: what takes an idle chip to the medians that ML.ENERGY v3 has
 * measured over all of its language models, .74 of the board on H100 (274 runs) and .75 on B200 (291).
 */
const servingShare = 0.71;

/** What one chip spends. */
export interface ChipEnergy {
  readonly idleWatts: Watts;
  /** Leakage, clocks and whatever else flows while a step runs; ≥ idleWatts. */
  readonly activeWatts: Watts;
  /** What the board's limit leaves for joules by work: a step lasts at least its joules ÷ this. */
  readonly headroomWatts: Watts;
  /** Of the link at peak. */
  readonly linkWatts: Watts;
  readonly joulesPerByte: number;
  readonly joulesPerLinkByte: number;
  readonly joulesPerFlop: (dtype: Dtype) => number;
  /** Beside activeWatts, while the engine's work per sequence runs, most of which is sampling on the chip. */
  readonly samplingWatts: Watts;
}

/**
 * Joules per FLOP, byte and link byte of a chip: each a share of the board's power above idle, divided by the data
 * sheet's peak rate. With everything at peak at once they would exceed the board, which lowers its clocks then: see the
 * fourth line of StepTerms.
 */
export function chipEnergy(accelerator: Accelerator, link: Link): ChipEnergy {
  const idle = idleWatts(accelerator);
  const room = accelerator.boardWatts - idle;
  const { awake, memory, compute, sampling } = accelerator.power ?? unmeasuredPower;
  return {
    idleWatts: idle,
    activeWatts: idle + awake * room,
    headroomWatts: (1 - awake) * room,
    linkWatts: linkShare * room,
    joulesPerByte: (memory * room) / accelerator.memoryBandwidth,
    joulesPerLinkByte: link.bandwidth > 0 ? (linkShare * room) / link.bandwidth : 0,
    joulesPerFlop: (dtype) => {
      const peak = accelerator.peak[dtype];
      return peak === undefined ? 0 : (compute * room) / peak;
    },
    samplingWatts: sampling * room,
  };
}

/** Power of one chip that holds weights and runs nothing: its data sheet's figure, never above the board's. */
export function idleWatts(accelerator: Accelerator): Watts {
  return Math.min(accelerator.idleWatts, accelerator.boardWatts);
}

/** Power of one busy chip where no step physics says better: affine step times without step energies (assumed). */
export function busyWatts(accelerator: Accelerator): Watts {
  const idle = idleWatts(accelerator);
  return idle + servingShare * (accelerator.boardWatts - idle);
}

/** Joules that rates sustained for `seconds` cost one chip; for tests and explanations. */
export function chipJoules(
  energy: ChipEnergy,
  use: {
    readonly seconds: number;
    readonly flops: number;
    readonly dtype: Dtype;
    readonly bytes: number;
    readonly linkBytes: number;
  },
): Joules {
  return (
    energy.activeWatts * use.seconds +
    energy.joulesPerFlop(use.dtype) * use.flops +
    energy.joulesPerByte * use.bytes +
    energy.joulesPerLinkByte * use.linkBytes
  );
}
