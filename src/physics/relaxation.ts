import type { Seconds } from '../base/units.ts';

/** A figure that follows a line and fades towards it: constant + slope·t + fast·e^(fastRate·t) + slow·e^(slowRate·t). */
export interface Relaxation {
  readonly constant: number;
  readonly slope: number;
  readonly fast: number;
  readonly fastRate: number;
  readonly slow: number;
  readonly slowRate: number;
}

/** Its value after `seconds`. */
export function relaxedAt(of: Relaxation, seconds: Seconds): number {
  const line = of.constant + of.slope * seconds + of.slow * Math.exp(of.slowRate * seconds);
  return of.fast === 0 ? line : line + of.fast * Math.exp(of.fastRate * seconds);
}

/** The same figure, `seconds` later. */
export function later(of: Relaxation, seconds: Seconds): Relaxation {
  return {
    ...of,
    constant: of.constant + of.slope * seconds,
    fast: of.fast * Math.exp(of.fastRate * seconds),
    slow: of.slow * Math.exp(of.slowRate * seconds),
  };
}

/** Its integral over the first `seconds`. */
export function relaxedIntegral(of: Relaxation, seconds: Seconds): number {
  const mode = (amplitude: number, rate: number) =>
    amplitude === 0 ? 0 : (amplitude * Math.expm1(rate * seconds)) / rate;
  return (
    of.constant * seconds +
    (of.slope * seconds * seconds) / 2 +
    mode(of.fast, of.fastRate) +
    mode(of.slow, of.slowRate)
  );
}

/**
 * The first instant in (0, `within`] at which it comes to `level` from the other side: from below where `upwards`, else
 * from above; Infinity where it does not. One that is beyond the level already has crossed it.
 *
 * Two exponentials and a line bend once (where the second derivative changes sign), turn at most twice, and so cross at
 * most three times: between turns it is monotone, and halving finds the crossing to the last bit.
 */
export function crossingSeconds(
  of: Relaxation,
  level: number,
  upwards: boolean,
  within: Seconds,
): Seconds {
  if (of.fast === 0 && of.slope === 0) return crossingOfOne(of, level, upwards, within);
  const sign = upwards ? 1 : -1;
  const beyond = (t: number) => sign * (relaxedAt(of, t) - level);
  if (never(of, level, sign, within)) return Number.POSITIVE_INFINITY;
  let start = 0;
  for (const end of [...turns(of, within), within]) {
    // who is beyond at once, or returns there, crosses where the monotone piece does
    if (beyond(start) < 0 && beyond(end) >= 0) return halved(beyond, start, end);
    start = end;
  }
  return Number.POSITIVE_INFINITY;
}

/** Of one exponential about a constant: e^(rate·t) = (level − constant) ÷ amplitude. */
function crossingOfOne(
  { constant, slow, slowRate }: Relaxation,
  level: number,
  upwards: boolean,
  within: Seconds,
): Seconds {
  const start = constant + slow;
  if (upwards ? start >= level : start <= level) return Number.POSITIVE_INFINITY;
  const seconds = Math.log((level - constant) / slow) / slowRate;
  return seconds >= 0 && seconds <= within ? seconds : Number.POSITIVE_INFINITY;
}

/** A bound that costs no exponential: line and modes at their highest, where modes fade. */
function never(of: Relaxation, level: number, sign: number, within: Seconds): boolean {
  if (of.fastRate > 0 || of.slowRate > 0) return false;
  const line = sign * of.constant + Math.max(0, sign * of.slope * within);
  return line + Math.max(0, sign * of.fast) + Math.max(0, sign * of.slow) < sign * level;
}

/** Where its derivative changes sign in (0, within), ascending. */
function turns(of: Relaxation, within: Seconds): number[] {
  const { fast, fastRate, slow, slowRate } = of;
  const derivative = (t: number) =>
    of.slope + fast * fastRate * Math.exp(fastRate * t) + slow * slowRate * Math.exp(slowRate * t);
  const ends: number[] = [];
  const ratio = -(slow * slowRate * slowRate) / (fast * fastRate * fastRate);
  if (ratio > 0 && Number.isFinite(ratio) && fastRate !== slowRate) {
    const bend = Math.log(ratio) / (fastRate - slowRate);
    if (bend > 0 && bend < within) ends.push(bend);
  }
  ends.push(within);
  const found: number[] = [];
  let from = 0;
  for (const to of ends) {
    const start = from;
    from = to;
    const rises = derivative(start) < 0;
    if (rises === derivative(to) < 0) continue;
    found.push(halved((t) => (rises ? derivative(t) : -derivative(t)), start, to));
  }
  return found;
}

/** No bracket needs more: each third step halves it, whatever the secants do. */
const MOST_STEPS = 200;

/**
 * A t in (from, to] at which a function that rises there from below 0 is 0 or more, at most a rounding after it becomes
 * so: by secants (the Illinois rule), and by halves where they are slow.
 */
function halved(of: (t: number) => number, from: number, to: number): number {
  let low = from;
  let high = to;
  let below = of(low);
  let above = of(high);
  const fine = 1e-15 * Math.max(1, to);
  for (let i = 1; i < MOST_STEPS && high - low > fine; i++) {
    const secant = low + ((high - low) * -below) / (above - below);
    const isInside = secant > low && secant < high && i % 3 !== 0;
    const next = isInside ? secant : (low + high) / 2;
    if (next <= low || next >= high) break;
    const value = of(next);
    if (value >= 0) {
      high = next;
      above = value;
      // a low end that stays is weighed less, so that the next secant falls short of the root
      below /= 2;
      if (value === 0) break;
    } else {
      low = next;
      below = value;
      above /= 2;
    }
  }
  return high;
}
