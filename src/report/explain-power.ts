import { clockOf, clockUnder } from '../physics/power.ts';
import type { Pool } from '../scenario/scenario.ts';

/** What a pool's boards are held to, and what that makes of their clock. */
export interface ExplainedPower {
  /** Of one chip; null without a cap. */
  readonly capWatts: number | null;
  /** Highest clock of a step, and that of a chip that would else draw its board's limit, as shares of the highest. */
  readonly clock: number;
  readonly clockAtFullLoad: number;
}

/** Null where neither a cap nor a clock is set. */
export function explainPower({ power, accelerator }: Pool): ExplainedPower | null {
  if (power === undefined) return null;
  const clock = clockOf(accelerator, power);
  return {
    capWatts: Number.isFinite(power.capWatts) ? power.capWatts : null,
    clock,
    clockAtFullLoad: Math.min(clock, clockUnder(accelerator, power.capWatts)),
  };
}
