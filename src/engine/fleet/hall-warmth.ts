import type { CompiledOutage } from '../../compile/cooling-outage.ts';
import { chilledShare } from '../../physics/facility/cooling-plant.ts';
import { meanOver, nextPart } from '../../physics/facility/profile.ts';
import { HallHeat, type HallState } from './hall-heat.ts';

const NEVER = Number.POSITIVE_INFINITY;

/** Air and water warm up in steps of so many kelvin, between which chips are followed exactly. */
const STEP_KELVIN = 0.5;

/** Lets something happen at an instant. */
type Later = (seconds: number, act: (seconds: number) => void) => void;

/**
 * How much warmer than usual the air and water of a pool are while its cooling is out: they rise at a rate up to a most, and
 * fall as fast once the cooling is back. Failures that overlap warm up one hall: as the first of those that stop all of the
 * plant says, else the first of the others.
 *
 * Where a chiller alone is out and the weather is known, the rate is that of the heat which the chiller would have to take:
 * none on a winter's day, and less with each kelvin, for the warmer what comes back is, the more the weather takes of it. It
 * comes to rest where the weather takes all, and falls again when the weather takes more. The meter of the facility counts
 * the same heat.
 */
export class HallWarmth {
  readonly #heat = new HallHeat();
  readonly #later: Later;
  readonly #warm: (kelvin: number, seconds: number) => void;
  #steps = 0;
  /** Of the step to come, what is done; below 0 of one back. */
  #done = 0;
  /** Failures that are on. */
  readonly #out: CompiledOutage[] = [];
  /** What it warms up by, or cools down by after the last of them. */
  #spec: CompiledOutage | null = null;
  /** What goes on since when, in kelvin per second; null where nothing does. */
  #ahead: { readonly since: number; readonly rate: number } | null = null;

  /** `warm` is told every change, in kelvin. */
  constructor(later: Later, warm: (kelvin: number, seconds: number) => void) {
    this.#later = later;
    this.#warm = warm;
  }

  fail(outage: CompiledOutage, seconds: number): void {
    this.#out.push(outage);
    this.#turn(seconds);
  }

  repair(outage: CompiledOutage, seconds: number): void {
    this.#out.splice(this.#out.indexOf(outage), 1);
    this.#turn(seconds);
  }

  /** What has become of its heat until `seconds`, which lies after the last change and before the next. */
  at(seconds: number): HallState {
    return this.#heat.at(seconds);
  }

  #turn(seconds: number): void {
    this.#pause(seconds);
    this.#spec = this.#out.find(({ stops }) => stops === 'plant') ?? this.#out[0] ?? this.#spec;
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
    this.#count(rate, seconds);
    const changes = this.#isOut ? this.#weatherChanges(seconds) : NEVER;
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

  get #isOut(): boolean {
    return this.#out.length > 0;
  }

  /** From now on, it warms up or cools down at `rate`. */
  #count(rate: number, seconds: number): void {
    const kelvin = (this.#steps + this.#done) * STEP_KELVIN;
    const part = this.#isOut ? this.#spec!.stops : null;
    // while it cools down, the weather takes all
    const unmet = rate < 0 ? 0 : this.#chilled((this.#steps + 0.5) * STEP_KELVIN, seconds);
    this.#heat.turn(seconds, { part, unmet, kelvin, rate });
  }

  /** Kelvin per second, below 0 where it cools down. */
  #rate(seconds: number): number {
    const { kelvinPerSecond, mostKelvin } = this.#spec!;
    const kelvin = this.#steps * STEP_KELVIN;
    if (!this.#isOut) return kelvin > 0 ? -kelvinPerSecond : 0;
    // of the step to come, its middle; of the one back, its end
    const left = this.#chilled(kelvin + STEP_KELVIN / 2, seconds);
    // as warm as another failure has left it
    if (kelvin > mostKelvin) return -kelvinPerSecond;
    if (left > 0) return kelvin + STEP_KELVIN <= mostKelvin ? left * kelvinPerSecond : 0;
    const falls = kelvin > 0 && this.#chilled(kelvin - STEP_KELVIN, seconds) === 0;
    return falls ? -kelvinPerSecond : 0;
  }

  /** Of the heat, what a chiller would have to take where so much warmer comes back. */
  #chilled(kelvin: number, seconds: number): number {
    const { weather } = this.#spec!;
    if (weather === undefined) return 1;
    const { loops, rejection, startSeconds, outsideCelsius } = weather;
    const now = startSeconds + seconds;
    const outside = meanOver(outsideCelsius, now, now);
    let sum = 0;
    for (const { share, supplyCelsius } of loops) {
      sum += share * chilledShare(supplyCelsius + kelvin, outside, rejection);
    }
    return sum;
  }

  #weatherChanges(seconds: number): number {
    const { weather } = this.#spec!;
    if (weather === undefined) return NEVER;
    const { startSeconds, outsideCelsius } = weather;
    return nextPart(outsideCelsius, startSeconds + seconds).seconds - startSeconds;
  }
}
