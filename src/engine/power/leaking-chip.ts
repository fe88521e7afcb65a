import type { CompiledLeakage } from '../../compile/chip-cooling.ts';
import { TIE_SECONDS } from '../../kernel/lanes.ts';
import { type HeatBalance, runsAway, type ThermalPath } from '../../physics/heat.ts';
import { leakedShare, leakedSlope } from '../../physics/leakage.ts';
import { crossingSeconds, later, relaxedAt, relaxedIntegral } from '../../physics/relaxation.ts';

const NEVER = Number.POSITIVE_INFINITY;

/** Leakage is a line in the temperature until that has moved so far (assumed: within 0.02 % of what a chip draws). */
const SEGMENT_KELVIN = 2;

/**
 * What a chip draws beyond its sheet because it is warm (physics/leakage.ts), linearised about the start of each segment.
 * A segment ends when something else is drawn or comes in, and when the junction is 2 K from where it was at the last such
 * crossing. Up to there, `mostShare` says what room to leave for it.
 */
export class LeakingChip {
  /** When the junction has moved so far; Infinity where it does not. */
  crossing = NEVER;
  /** When each kelvin leaked more than the cooling carries away for the first time; Infinity where it never did. */
  firstRunawaySeconds = NEVER;
  readonly #spec: CompiledLeakage;
  readonly #path: ThermalPath;
  readonly #balance: HeatBalance;
  /** Junction at the last crossing, of which the first is at once, and at the start of the segment. */
  #anchor = Number.NEGATIVE_INFINITY;
  #celsius: number;
  #watts = 0;
  #since = 0;
  #joules = 0;

  constructor(spec: CompiledLeakage, path: ThermalPath, balance: HeatBalance, celsius: number) {
    this.#spec = spec;
    this.#path = path;
    this.#balance = balance;
    this.#celsius = celsius;
  }

  /** What the chip and its steps may draw together. */
  get limitWatts(): number {
    return this.#spec.limitWatts;
  }

  /** Of what steps draw, what leaks where the chip is at its warmest of this segment. */
  get mostShare(): number {
    return leakedShare(this.#spec, this.#anchor + SEGMENT_KELVIN);
  }

  /** What leaks at the start of the segment. */
  get watts(): number {
    return this.#watts;
  }

  /** The balance is about to start anew at `celsius`, where the sheet says `watts`; returns what is drawn then. */
  restart(celsius: number, watts: number, seconds: number): number {
    this.#joules = this.joulesAt(seconds);
    this.#since = seconds;
    this.#celsius = celsius;
    this.#watts = watts * leakedShare(this.#spec, celsius);
    const perKelvin = watts * leakedSlope(this.#spec, celsius);
    this.#balance.wattsPerKelvin = perKelvin;
    if (runsAway(this.#path, perKelvin)) {
      this.firstRunawaySeconds = Math.min(this.firstRunawaySeconds, seconds);
    }
    return watts + this.#watts;
  }

  /** Joules until `seconds`, of one chip. */
  joulesAt(seconds: number): number {
    const elapsed = Math.max(0, seconds - this.#since);
    const kelvinSeconds = relaxedIntegral(this.#balance.junction, elapsed);
    const warmer = kelvinSeconds - this.#celsius * elapsed;
    return this.#joules + this.#watts * elapsed + this.#balance.wattsPerKelvin * warmer;
  }

  /** Looks for the next crossing after `from`, for so long. */
  schedule(from: number, within: number): void {
    const elapsed = from - this.#since;
    const { junction } = this.#balance;
    const ahead = elapsed === 0 ? junction : later(junction, elapsed);
    const at = (level: number, upwards: boolean) => crossingSeconds(ahead, level, upwards, within);
    const warmer = this.#anchor + SEGMENT_KELVIN;
    const cooler = this.#anchor - SEGMENT_KELVIN;
    const now = relaxedAt(ahead, 0);
    // one that a rounding has carried across crosses at once
    const soonest =
      now >= warmer || now <= cooler ? 0 : Math.min(at(warmer, true), at(cooler, false));
    this.crossing = from + Math.max(TIE_SECONDS, soonest);
  }

  /** The crossing has come, at `celsius`. */
  cross(celsius: number): void {
    this.#anchor = celsius;
  }
}
