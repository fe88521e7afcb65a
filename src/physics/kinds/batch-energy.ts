import type { Bytes, Joules, Seconds } from '../../base/units.ts';
import type { Accelerator, PowerShares } from '../data-sheets.ts';
import { awakeAt, idleWatts, joulesAt, unmeasuredPower } from '../power.ts';
import type { OneShotProfile } from './one-shot-profile.ts';

/** What a batch, or a stage of it, does on all chips of a replica. */
export interface BatchWork {
  /** Seconds that its FLOPs would take at the peak of their format, summed over chips. */
  readonly peak: Seconds;
  readonly bytes: Bytes;
  /** Seconds in which a chip runs kernels, summed over chips: the rest it waits for the host, a link or another chip. */
  readonly kernels: Seconds;
}

/**
 * Shares of a board's power above idle under an engine: those of the chip, as fitted to language models
 * (catalog/accelerators/power.ts), but for what the profile says of its kernels and of chips that wait.
 */
function sharesOf(
  accelerator: Accelerator,
  profile: OneShotProfile,
): Omit<PowerShares, 'sampling'> & { readonly wait: number } {
  const { awake, memory, compute, fixed } = accelerator.power ?? unmeasuredPower;
  const kernels = profile.kernelShare ?? awake;
  return {
    awake: kernels,
    ...(fixed !== undefined && { fixed }),
    memory,
    compute,
    wait: Math.min(kernels, profile.waitShare),
  };
}

/** Share of the power above idle of a chip that runs kernels, beside what multipliers and memory take, and what of it is fixed. */
export function awakeShares(
  accelerator: Accelerator,
  profile: OneShotProfile,
): Pick<PowerShares, 'awake' | 'fixed'> {
  const { awake, fixed } = sharesOf(accelerator, profile);
  return { awake, ...(fixed !== undefined && { fixed }) };
}

/** Joules above idle that multipliers and memory take for the work, in seconds of all that the board has above idle. */
function workSeconds(accelerator: Accelerator, profile: OneShotProfile, work: BatchWork): Seconds {
  const { memory, compute } = sharesOf(accelerator, profile);
  return compute * work.peak + (memory * work.bytes) / accelerator.memoryBandwidth;
}

/** Joules of work that takes `chips` chips for `seconds` at a clock (power.ts), whatever their boards' limit. */
export function batchJoules(
  accelerator: Accelerator,
  profile: OneShotProfile,
  work: BatchWork,
  chips: number,
  seconds: Seconds,
  clock = 1,
): Joules {
  const { awake, wait, fixed } = sharesOf(accelerator, profile);
  const idle = idleWatts(accelerator);
  const most = chips * seconds;
  const kernels = Math.min(most, work.kernels);
  const running =
    awakeAt(wait, clock, fixed) * (most - kernels) + awakeAt(awake, clock, fixed) * kernels;
  const busy = running + joulesAt(clock) * workSeconds(accelerator, profile, work);
  return idle * most + (accelerator.boardWatts - idle) * busy;
}
