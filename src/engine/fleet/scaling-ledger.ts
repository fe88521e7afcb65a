/** What the replicas of a pool that scales did, since the start of the run. */
export interface ScalingTotals {
  /** ∫ replicas that serve (up or draining) dt. */
  readonly servingSeconds: number;
  /** ∫ replicas that start dt. */
  readonly startingSeconds: number;
  /** Time with no replica that serves. */
  readonly zeroSeconds: number;
  /** Starts that were begun. */
  readonly coldStarts: number;
}

/** Integrals over the number of replicas that serve and that start. */
export class ScalingLedger {
  #serving: number;
  #starting = 0;
  #seconds = 0;
  #servingSeconds = 0;
  #startingSeconds = 0;
  #zeroSeconds = 0;
  #coldStarts = 0;

  constructor(serving: number) {
    this.#serving = serving;
  }

  /** From `seconds` on, so many more (or fewer) serve and start. */
  change(seconds: number, serving: number, starting: number): void {
    const totals = this.at(seconds);
    this.#servingSeconds = totals.servingSeconds;
    this.#startingSeconds = totals.startingSeconds;
    this.#zeroSeconds = totals.zeroSeconds;
    this.#seconds = seconds;
    this.#serving += serving;
    this.#starting += starting;
    if (starting > 0) this.#coldStarts += starting;
  }

  at(seconds: number): ScalingTotals {
    const passed = seconds - this.#seconds;
    return {
      servingSeconds: this.#servingSeconds + this.#serving * passed,
      startingSeconds: this.#startingSeconds + this.#starting * passed,
      zeroSeconds: this.#zeroSeconds + (this.#serving === 0 ? passed : 0),
      coldStarts: this.#coldStarts,
    };
  }
}
