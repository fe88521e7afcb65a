import type { CompiledOutage } from '../../compile/cooling-outage.ts';
import { chilledShare } from '../../physics/facility/cooling-plant.ts';
import { meanOver, nextPart } from '../../physics/facility/profile.ts';

const NEVER = Number.POSITIVE_INFINITY;

/** Air and water warm up in steps of so many kelvin, between which chips are followed exactly. */
const STEP_KELVIN = 0.5;

/** Lets something happen at an instant. */
type Later = (seconds: number, act: (seconds: number) => void) => void;

/**
 * How much warmer than usual the air or water of a pool is while its cooling is out: it rises at a rate up to a most, and
 * falls as fast once the cooling is back.
 *
 * Where a chiller alone is out and the weather is known, the rate is that of the heat which the chiller would have to take:
 * none on a winter's day, and less with each kelvin, for the warmer what comes back is, the more the weather takes of it. It
 * comes to rest where the weather takes all, and falls again when the weather takes more.
 */
export class HallWarmth {
  readonly #spec: CompiledOutage;
  readonly #later: Later;
  readonly #warm: (kelvin: number, seconds: number) => void;
  #steps = 0;
  /** Of the step to come, what is done; below 0 of one back. */
  #done = 0;
  #out = false;
  /** What goes on since when, in kelvin per second; null where nothing does. */
  #ahead: { readonly since: number; readonly rate: number } | null = null;

  /** `warm` is told every change, in kelvin. */
  constructor(spec: CompiledOutage, later: Later, warm: (kelvin: number, seconds: number) => void) {
    this.#spec = spec;
    this.#later = later;
    this.#warm = warm;
  }

  fail(seconds: number): void {
    this.#out = true;
    this.#turn(seconds);
  }

  repair(seconds: number): void {
    this.#out = false;
    this.#turn(seconds);
  }

  #turn(seconds: number): void {
    this.#pause(seconds);
    this.#next(seconds);
  }

  /** Whatever was to come does not; what is done of a step stays. */
  #pause(seconds: number): void {
    if (this.#ahead === null) return;
    const { since, rate } = this.#ahead;
    this.#done += (rate * (seconds - since)) / STEP_KELVIN;
    this.#ahead = null;
  }

  #next(seconds: number): void {
    if (this.#ahead !== null) return;
    const rate = this.#rate(seconds);
    // what was done of a step the other way is not worth a step
    if (rate * this.#done < 0) this.#done = 0;
    const changes = this.#out ? this.#weatherChanges(seconds) : NEVER;
    const left = (1 - Math.abs(this.#done)) * STEP_KELVIN;
    const over = rate === 0 ? NEVER : seconds + left / Math.abs(rate);
    const until = Math.min(over, changes);
    if (until === NEVER) return;
    const ahead = { since: seconds, rate };
    this.#ahead = ahead;
    this.#later(until, (now) => {
      if (this.#ahead !== ahead) return;
      if (over <= changes) this.#step(rate, now);
      else this.#pause(now);
      this.#next(now);
    });
  }

  #step(rate: number, seconds: number): void {
    this.#done = 0;
    this.#ahead = null;
    const change = Math.sign(rate);
    this.#steps += change;
    this.#warm(change * STEP_KELVIN, seconds);
  }

  /** Kelvin per second, below 0 where it cools down. */
  #rate(seconds: number): number {
    const { kelvinPerSecond, mostKelvin } = this.#spec;
    const kelvin = this.#steps * STEP_KELVIN;
    if (!this.#out) return kelvin > 0 ? -kelvinPerSecond : 0;
    // of the step to come, its middle; of the one back, its end
    const left = this.#chilled(kelvin + STEP_KELVIN / 2, seconds);
    if (left > 0) return kelvin + STEP_KELVIN <= mostKelvin ? left * kelvinPerSecond : 0;
    const falls = kelvin > 0 && this.#chilled(kelvin - STEP_KELVIN, seconds) === 0;
    return falls ? -kelvinPerSecond : 0;
  }

  /** Of the heat, what a chiller would have to take where so much warmer comes back. */
  #chilled(kelvin: number, seconds: number): number {
    const { weather } = this.#spec;
    if (weather === undefined) return 1;
    const now = weather.startSeconds + seconds;
    const outside = meanOver(weather.outsideCelsius, now, now);
    return chilledShare(weather.supplyCelsius + kelvin, outside, weather.rejection);
  }

  #weatherChanges(seconds: number): number {
    const { weather } = this.#spec;
    if (weather === undefined) return NEVER;
    const { startSeconds, outsideCelsius } = weather;
    return nextPart(outsideCelsius, startSeconds + seconds).seconds - startSeconds;
  }
}
