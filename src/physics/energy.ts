import type { Joules, Watts } from '../base/units.ts';
import type { Accelerator, Dtype, Link } from './data-sheets.ts';
import {
  awakeWatts,
  clockOf,
  clockUnder,
  idleWatts,
  joulesAt,
  type PowerSetting,
  sharesOf,
  unlimited,
} from './power.ts';

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
  /** What the limit leaves for joules by work: a step lasts at least its joules ÷ this. */
  readonly headroomWatts: Watts;
  /** The same of a chip that has links, whose joules do not count. */
  readonly linkedHeadroomWatts: Watts;
  /** Most that the board draws; Infinity where no cap is set, for headroomWatts says it then. */
  readonly capWatts: Watts;
  /** Highest clock that a step runs at, as a share: joules are those at this clock. */
  readonly clock: number;
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
 *
 * A lower clock takes voltage with it, so joules fall with V² (power.ts). Under a cap the clock is lowered only as far
 * as a step needs: a step that would draw more than the cap draws the cap. One that only decodes loses time when it is
 * work for more than `headroomWatts`: what a chip at its board's limit does at the clock to which the cap brings it, in
 * joules. So a step that its memory bounds gives up voltage rather than time, and one at the board's limit is slowed as
 * its clock is. That is a line in joules, and so in the context. It is never above what the clock really leaves, and is
 * that for steps at the limit and for those that memory bounds; steps with prompts are judged clock by clock
 * (power-governor.ts).
 */
export function chipEnergy(
  accelerator: Accelerator,
  link: Link,
  setting: PowerSetting = unlimited,
): ChipEnergy {
  const { boardWatts } = accelerator;
  const idle = idleWatts(accelerator);
  const room = boardWatts - idle;
  const { awake, memory, compute, sampling } = sharesOf(accelerator);
  const capped = setting.capWatts < boardWatts;
  const clock = clockOf(accelerator, setting);
  const perOperation = joulesAt(clock);
  const headroom = (beside: Watts): Watts => {
    const work = (1 - awake) * room - beside;
    if (!capped) return work * perOperation;
    // The second keeps what a step draws above what its sequences cause by themselves.
    const atFullLoad = work * clockUnder(accelerator, setting.capWatts, beside);
    return Math.min(atFullLoad * perOperation, setting.capWatts);
  };
  return {
    idleWatts: idle,
    activeWatts: clock === 1 ? idle + awake * room : awakeWatts(accelerator, clock),
    headroomWatts: headroom(0),
    linkedHeadroomWatts: headroom(linkShare * room),
    capWatts: capped ? setting.capWatts : Number.POSITIVE_INFINITY,
    clock,
    joulesPerByte: (memory * room * perOperation) / accelerator.memoryBandwidth,
    joulesPerLinkByte: link.bandwidth > 0 ? (linkShare * room) / link.bandwidth : 0,
    joulesPerFlop: (dtype) => {
      const peak = accelerator.peak[dtype];
      return peak === undefined ? 0 : (compute * room * perOperation) / peak;
    },
    samplingWatts: sampling * room * perOperation,
  };
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
