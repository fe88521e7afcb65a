import type { CompiledBilling } from '../../compile/compiled.ts';

/** A lease's end may lie a rounding beside a whole increment. */
const ROUNDING = 1e-9;

/**
 * Time that a replica's accelerators are billed for. Each lease is rounded up when it ends; one that still runs has been
 * billed for the time so far.
 */
export class LeaseMeter {
  readonly #terms: Pick<CompiledBilling, 'incrementSeconds' | 'minimumSeconds'>;
  #since: number | null = 0;
  #billedSeconds = 0;

  /** The replica is up when the run starts. */
  constructor(terms: Pick<CompiledBilling, 'incrementSeconds' | 'minimumSeconds'>) {
    this.#terms = terms;
  }

  /** From `seconds` on its accelerators are leased, or not. */
  change(leased: boolean, seconds: number): void {
    if (leased) {
      this.#since ??= seconds;
      return;
    }
    if (this.#since === null) return;
    const passed = seconds - this.#since;
    // what goes down at the instant at which it came up was never leased
    if (passed > 0) this.#billedSeconds += this.#roundUp(passed);
    this.#since = null;
  }

  /** Seconds billed until `seconds`. */
  billedSeconds(seconds: number): number {
    const running = this.#since === null ? 0 : Math.max(0, seconds - this.#since);
    return this.#billedSeconds + running;
  }

  #roundUp(passed: number): number {
    const { incrementSeconds, minimumSeconds } = this.#terms;
    const least = Math.max(passed, minimumSeconds);
    return Math.max(passed, incrementSeconds * Math.ceil(least / incrementSeconds - ROUNDING));
  }
}
