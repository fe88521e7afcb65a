/** What came of requests that may wait for cleaner or cheaper power, over the whole run. */
export interface DeferralTotals {
  /** Those that went on to the cluster, and of these the ones that had waited first. */
  readonly started: number;
  readonly held: number;
  /** Those whose client gave up while they waited. */
  readonly gaveUp: number;
  /** Σ and longest of what the held ones waited. */
  readonly heldSeconds: number;
  readonly longestSeconds: number;
  /** Σ over the started ones of what the grid emitted and cost per kWh when each came, and when it started. */
  readonly arrivalGramsPerKwh: number;
  readonly startGramsPerKwh: number;
  readonly arrivalUsdPerKwh: number;
  readonly startUsdPerKwh: number;
}
