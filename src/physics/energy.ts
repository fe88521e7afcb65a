import type { Joules, Watts } from '../base/units.ts';
import type { Accelerator, Dtype, Link } from './data-sheets.ts';

/**
 * Shares of the board's power above idle, on a chip that does everything at peak at once. From the H100 fit over 85
 * dense serving runs (ML.ENERGY v3): idle .107 of the board, awake .267, memory .222; the link's share is 4 pJ/bit at
 * 450 GB/s (LLMServingSim); compute is the rest. The four are divided by .893 here, so that a chip with another idle
 * power keeps their proportions. For every chip but the H100 they are assumed.
 */
const aboveIdle = {
  awake: 0.267 / 0.893,
  memory: 0.222 / 0.893,
  link: 0.02 / 0.893,
  compute: 0.384 / 0.893,
} as const;

/** What one chip spends: the whole at full use of everything is the board's power, by construction. */
export interface ChipEnergy {
  readonly idleWatts: Watts;
  /** Leakage, clocks and whatever else flows while a step runs; ≥ idleWatts. */
  readonly activeWatts: Watts;
  readonly joulesPerByte: number;
  readonly joulesPerLinkByte: number;
  readonly joulesPerFlop: (dtype: Dtype) => number;
}

/**
 * Joules per FLOP, byte and link byte of a chip, such that idle ≤ P ≤ board watts whatever it does: each coefficient
 * is a share of the board's power divided by the data sheet's peak rate, and no rate exceeds its peak.
 */
export function chipEnergy(accelerator: Accelerator, link: Link): ChipEnergy {
  const idle = idleWatts(accelerator);
  const room = accelerator.boardWatts - idle;
  return {
    idleWatts: idle,
    activeWatts: idle + aboveIdle.awake * room,
    joulesPerByte: (aboveIdle.memory * room) / accelerator.memoryBandwidth,
    joulesPerLinkByte: link.bandwidth > 0 ? (aboveIdle.link * room) / link.bandwidth : 0,
    joulesPerFlop: (dtype) => {
      const peak = accelerator.peak[dtype];
      return peak === undefined ? 0 : (aboveIdle.compute * room) / peak;
    },
  };
}

/** Power of one chip that holds weights and runs nothing: its data sheet's figure, never above the board's. */
export function idleWatts(accelerator: Accelerator): Watts {
  return Math.min(accelerator.idleWatts, accelerator.boardWatts);
}

/**
 * Power of one busy chip where no step physics says better (affine step times without step energies; assumed):
 * awake, with its memory at peak. For the H100 that is 417 W of 700, in the measured range of decode.
 */
export function busyWatts(accelerator: Accelerator): Watts {
  const idle = idleWatts(accelerator);
  return idle + (aboveIdle.awake + aboveIdle.memory) * (accelerator.boardWatts - idle);
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
