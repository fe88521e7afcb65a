import { TIE_SECONDS } from '../../kernel/lanes.ts';
import type { ChipArbiter, ChipWork } from './port.ts';

const NEVER = Number.POSITIVE_INFINITY;
const NOBODY = -1;

/**
 * Time slicing, as a driver does between processes without MPS: the chip belongs to one process at a time, and passes to
 * the next that has work, in a circle, at the end of a slice or when its owner has none left. Changing hands takes
 * `switchSeconds`, in which nobody gets on. Slices of an owner who is alone follow one another from when it began, and
 * who comes waits for the end of the current one.
 */
export class TimeSlices implements ChipArbiter {
  readonly #sliceSeconds: number;
  readonly #switchSeconds: number;
  #owner = NOBODY;
  /** Whether the owner had work when this was decided last. */
  #works = false;
  /** When the first slice of the owner's turn began, or begins after the change of hands. */
  #beganSeconds = 0;
  /** End of the slice in progress; Infinity while nobody waits for it. */
  #sliceEnd = NEVER;

  constructor(sliceSeconds: number, switchSeconds: number) {
    this.#sliceSeconds = sliceSeconds;
    this.#switchSeconds = switchSeconds;
  }

  decide(
    now: number,
    active: readonly boolean[],
    _: readonly ChipWork[],
    rates: Float64Array,
  ): number {
    rates.fill(0);
    const next = this.#after(active);
    const isOver = this.#sliceEnd <= now + TIE_SECONDS && next !== NOBODY;
    if (this.#owner === NOBODY || !active[this.#owner] || isOver) {
      if (next === NOBODY) {
        this.#rest();
        return NEVER;
      }
      // the first one of all finds nobody's state on the chip
      const taken = this.#owner === NOBODY ? 0 : this.#switchSeconds;
      this.#begin(next, now + taken);
    } else if (!this.#works) this.#begin(this.#owner, now);
    const isWanted = active.some((each, i) => each && i !== this.#owner);
    if (!isWanted) this.#sliceEnd = NEVER;
    else if (this.#sliceEnd === NEVER) this.#sliceEnd = this.#endOfSlice(now);
    if (this.#beganSeconds > now + TIE_SECONDS) return this.#beganSeconds;
    rates[this.#owner] = 1;
    return this.#sliceEnd;
  }

  clear(): void {
    this.#owner = NOBODY;
    this.#rest();
  }

  /** Who has work and comes next after the owner in the circle. */
  #after(active: readonly boolean[]): number {
    const count = active.length;
    for (let i = 1; i <= count; i++) {
      const next = (this.#owner + i) % count;
      if (active[next] && next !== this.#owner) return next;
    }
    return NOBODY;
  }

  #begin(owner: number, seconds: number): void {
    this.#owner = owner;
    this.#works = true;
    this.#beganSeconds = seconds;
    this.#sliceEnd = NEVER;
  }

  #rest(): void {
    this.#works = false;
    this.#sliceEnd = NEVER;
  }

  #endOfSlice(now: number): number {
    const over = Math.max(0, now + TIE_SECONDS - this.#beganSeconds) / this.#sliceSeconds;
    return this.#beganSeconds + (Math.floor(over) + 1) * this.#sliceSeconds;
  }
}
