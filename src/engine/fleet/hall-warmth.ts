import type { Cooled } from '../../scenario/failures.ts';

/** Air and water warm up in steps of so many kelvin, between which chips are followed exactly. */
const STEP_KELVIN = 0.5;

/** Lets something happen at an instant. */
type Later = (seconds: number, act: (seconds: number) => void) => void;

/**
 * How much warmer than usual the air or water of a pool is while its cooling is out: it rises at a rate up to a most, and
 * falls as fast once the cooling is back.
 */
export class HallWarmth {
  readonly #spec: Cooled;
  readonly #later: Later;
  readonly #warm: (kelvin: number, seconds: number) => void;
  #steps = 0;
  #out = false;
  #ticks = false;

  /** `warm` is told every change, in kelvin. */
  constructor(spec: Cooled, later: Later, warm: (kelvin: number, seconds: number) => void) {
    this.#spec = spec;
    this.#later = later;
    this.#warm = warm;
  }

  fail(seconds: number): void {
    this.#out = true;
    this.#next(seconds);
  }

  repair(seconds: number): void {
    this.#out = false;
    this.#next(seconds);
  }

  #next(seconds: number): void {
    const most = Math.floor(this.#spec.mostKelvin / STEP_KELVIN);
    const moves = this.#out ? this.#steps < most : this.#steps > 0;
    if (!moves || this.#ticks) return;
    this.#ticks = true;
    this.#later(seconds + STEP_KELVIN / this.#spec.kelvinPerSecond, (now) => {
      this.#ticks = false;
      // one that came back meanwhile may have nothing to take back
      const change = this.#out ? 1 : Math.max(-1, -this.#steps);
      this.#steps += change;
      if (change !== 0) this.#warm(change * STEP_KELVIN, now);
      this.#next(now);
    });
  }
}
