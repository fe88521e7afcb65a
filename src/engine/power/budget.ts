import { TIE_SECONDS } from '../../kernel/lanes.ts';
import {
  crossingSeconds,
  type Relaxation,
  relaxedAt,
  relaxedIntegral,
} from '../../physics/relaxation.ts';
import type { PowerLevel } from '../../policy/power-cap/port.ts';

const NEVER = Number.POSITIVE_INFINITY;

/** A level is left once the mean is this share of the limit below its threshold (assumed: POLCA's 5 %). */
const MARGIN = 0.05;

/** What rounding may put a sum of caps above its limit by is no overshoot. */
const ROUNDING = 1 + 1e-8;

/** After as many windows the mean is as good as what is drawn. */
const SETTLED_WINDOWS = 40;

/** What a budget came to, over the whole run. */
export interface BudgetSums {
  /** Highest mean over the window, read whenever what is drawn changes. */
  peakWatts: number;
  /** ∫ of what the mean is above the limit, and the longest time that it was. */
  overshootJoules: number;
  longestOvershootSeconds: number;
}

/**
 * The power that a group of boards draws together, and its mean over a window in which older power fades by e:
 *
 *     mean′ = (drawn − mean) ÷ window
 *
 * Between changes of what is drawn, a line, the mean is a line and an exponential, so that the instant at which it
 * crosses a threshold is solved, never polled.
 */
export class Budget {
  readonly limitWatts: number;
  readonly sums: BudgetSums = { peakWatts: 0, overshootJoules: 0, longestOvershootSeconds: 0 };
  /** Thresholds that the mean is above of. */
  level: PowerLevel = 0;
  readonly #windowSeconds: number;
  /** The mean at which the limit counts as exceeded. */
  readonly #over: number;
  /** The mean that leads one level up, by level, and the one that leads one down. */
  readonly #up: readonly number[];
  readonly #down: readonly number[];
  #since = 0;
  #watts = 0;
  #slope = 0;
  #mean: number;
  #aboveSince = NEVER;

  /** `low` and `high` are the first two thresholds, in shares of the limit; `watts` what is drawn at the start. */
  constructor(
    limitWatts: number,
    windowSeconds: number,
    { low, high }: { readonly low: number; readonly high: number },
    watts: number,
  ) {
    this.limitWatts = limitWatts;
    this.#over = limitWatts * ROUNDING;
    this.#windowSeconds = windowSeconds;
    const shares = [low, high, 1];
    this.#up = [...shares.map((share) => share * limitWatts), NEVER];
    this.#down = [0, ...shares.map((share) => (share - MARGIN) * limitWatts)];
    this.#watts = watts;
    this.#mean = watts;
    this.sums.peakWatts = watts;
  }

  /** From `seconds` on, `watts` more are drawn than until now, and `slope` more with every second. */
  change(seconds: number, watts: number, slope: number): void {
    this.#advance(seconds);
    this.#watts += watts;
    this.#slope += slope;
  }

  /** The next instant after `seconds` at which something is to be decided or noted; Infinity where nothing is. */
  next(seconds: number): number {
    this.#advance(seconds);
    const ahead = this.#ahead();
    const within = SETTLED_WINDOWS * this.#windowSeconds;
    const at = (watts: number, upwards: boolean) => crossingSeconds(ahead, watts, upwards, within);
    const soonest = Math.min(
      this.level < 3 ? at(this.#up[this.level]!, true) : NEVER,
      this.level > 0 ? at(this.#down[this.level]!, false) : NEVER,
      at(this.#over, this.#aboveSince === NEVER),
    );
    // a tie at least, so that a crossing which rounding left undone is not found at this instant for ever
    if (soonest < NEVER) return this.#since + Math.max(soonest, TIE_SECONDS);
    // what is drawn goes on to change along its line: look again
    return this.#slope === 0 ? NEVER : this.#since + within;
  }

  /** The instant that `next` named has come. Returns whether the level has changed. */
  cross(seconds: number): boolean {
    const before = this.level;
    this.#advance(seconds);
    // rounding must not leave a crossing undone, or it would come at once again
    const nearly = 1e-9 * this.limitWatts;
    while (this.level < 3 && this.#mean >= this.#up[this.level]! - nearly) this.level++;
    while (this.level > 0 && this.#mean <= this.#down[this.level]! + nearly) this.level--;
    if (this.#aboveSince < NEVER) {
      if (this.#mean <= this.#over + nearly) this.#end(seconds);
    } else if (this.#mean >= this.#over - nearly) {
      this.#aboveSince = seconds;
    }
    return this.level !== before;
  }

  /** Sums until the end of the run. */
  close(seconds: number): void {
    this.#advance(seconds);
    this.#end(seconds);
  }

  #end(seconds: number): void {
    if (this.#aboveSince === NEVER) return;
    const { sums } = this;
    const above = seconds - this.#aboveSince;
    sums.longestOvershootSeconds = Math.max(sums.longestOvershootSeconds, above);
    this.#aboveSince = NEVER;
  }

  /** The mean from `#since` on. */
  #ahead(): Relaxation {
    const window = this.#windowSeconds;
    const constant = this.#watts - this.#slope * window;
    return {
      constant,
      slope: this.#slope,
      fast: 0,
      fastRate: -2 / window,
      slow: this.#mean - constant,
      slowRate: -1 / window,
    };
  }

  #advance(seconds: number): void {
    const elapsed = seconds - this.#since;
    if (elapsed <= 0) return;
    const ahead = this.#ahead();
    this.#mean = relaxedAt(ahead, elapsed);
    this.sums.peakWatts = Math.max(this.sums.peakWatts, this.#mean);
    if (this.#aboveSince < NEVER) {
      const joules = relaxedIntegral(ahead, elapsed) - elapsed * this.limitWatts;
      this.sums.overshootJoules += Math.max(0, joules);
    }
    this.#since = seconds;
    this.#watts += this.#slope * elapsed;
  }
}
