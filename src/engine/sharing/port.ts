import type { ChipDemand } from '../../physics/chip-demand.ts';

/** What one step of a process is to a chip that others use, too. */
export interface ChipWork {
  /** First, the host prepares it: the chip has nothing to do for it. */
  readonly hostSeconds: number;
  /** What it then takes on the chip alone. */
  readonly chipSeconds: number;
  readonly demand: ChipDemand;
}

/** Who may use the chip, and how fast. */
export interface ChipArbiter {
  /**
   * Those who have work on the chip at `now` are `active`, `works` by process. Fills `rates`: seconds of its work that each
   * does in a second. Returns when it would decide anew by itself; Infinity where never.
   */
  decide(
    now: number,
    active: readonly boolean[],
    works: readonly ChipWork[],
    rates: Float64Array,
  ): number;
  /** The chip has lost all that it had. */
  clear(): void;
}
