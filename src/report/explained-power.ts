/** What a pool's boards are held to, and what that makes of their clock. */
export interface ExplainedPower {
  /** Of one chip; null without a cap. */
  readonly capWatts: number | null;
  /** Highest clock of a step, and that of a chip that would else draw its board's limit, as shares of the highest. */
  readonly clock: number;
  readonly clockAtFullLoad: number;
}
