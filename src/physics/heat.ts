import { assert } from '../base/assert.ts';
import type { Seconds, Watts } from '../base/units.ts';
import type { Relaxation } from './relaxation.ts';

/** How an accelerator gets rid of its heat: the chip (junction), and the metal that carries it to air or water (sink). */
export interface ThermalPath {
  /** Junction to sink, and sink to air or water, in kelvin per watt. */
  readonly junctionKelvinPerWatt: number;
  readonly sinkKelvinPerWatt: number;
  readonly junctionJoulesPerKelvin: number;
  readonly sinkJoulesPerKelvin: number;
}

/** Chips that were too hot are cool enough again this much below their slowdown temperature (assumed). */
export const MARGIN_KELVIN = 3;

/** Temperatures of both nodes, in °C. */
export interface Temperatures {
  readonly junctionCelsius: number;
  readonly sinkCelsius: number;
}

/** What heats a chip from an instant on: `watts` + `slope` × seconds, and what leaks as it gets warmer than it was then. */
export interface Heating {
  readonly watts: Watts;
  readonly wattsPerSecond: number;
  /** Of leakage, at the temperature of that instant. */
  readonly wattsPerKelvin: number;
}

/** Both temperatures from an instant on: each a line, and two exponentials that fade. */
export interface Warming {
  readonly junction: Relaxation;
  readonly sink: Relaxation;
}

/**
 * Path with a given total resistance and time constants, of which the junction's part to the sink is `junctionShare`:
 * the capacities follow from trace and determinant of the system's matrix,
 *
 *     1/τ₁ + 1/τ₂ = g/Cⱼ + (g + h)/Cₛ,   1/(τ₁·τ₂) = g·h/(Cⱼ·Cₛ),   g = 1/Rⱼₛ, h = 1/Rₛₐ
 *
 * with the larger capacity for the sink.
 */
export function thermalPath(
  kelvinPerWatt: number,
  junctionShare: number,
  fastSeconds: Seconds,
  slowSeconds: Seconds,
): ThermalPath {
  const junctionKelvinPerWatt = junctionShare * kelvinPerWatt;
  const sinkKelvinPerWatt = kelvinPerWatt - junctionKelvinPerWatt;
  const g = 1 / junctionKelvinPerWatt;
  const h = 1 / sinkKelvinPerWatt;
  const sum = 1 / fastSeconds + 1 / slowSeconds;
  const product = 1 / (fastSeconds * slowSeconds);
  const root = sum * sum - (4 * (g + h) * product) / h;
  assert(root >= 0, 'heat: no capacities have these time constants');
  const inverse = (2 * product) / h / (sum + Math.sqrt(root));
  const sinkJoulesPerKelvin = 1 / inverse;
  return {
    junctionKelvinPerWatt,
    sinkKelvinPerWatt,
    junctionJoulesPerKelvin: (g * h) / (product * sinkJoulesPerKelvin),
    sinkJoulesPerKelvin,
  };
}

/** Temperatures that hold under `watts` for ever: inlet + watts × resistance. */
export function steadyTemperatures(
  path: ThermalPath,
  watts: Watts,
  inletCelsius: number,
): Temperatures {
  const sinkCelsius = inletCelsius + watts * path.sinkKelvinPerWatt;
  return { junctionCelsius: sinkCelsius + watts * path.junctionKelvinPerWatt, sinkCelsius };
}

/** Whether each kelvin leaks more than the path carries away: no temperature holds then. */
export function runsAway(path: ThermalPath, wattsPerKelvin: number): boolean {
  return wattsPerKelvin * (path.junctionKelvinPerWatt + path.sinkKelvinPerWatt) >= 1;
}

/** What the solution of a path's heat balance depends on, whatever heats it: its rates and the shapes of its modes. */
interface ThermalModes {
  readonly fastRate: number;
  readonly slowRate: number;
  /** Of the sink, in units of the junction's. */
  readonly fastSink: number;
  readonly slowSink: number;
  /** The system's matrix, [[a, b], [c, d]]. */
  readonly a: number;
  readonly b: number;
  readonly c: number;
  readonly d: number;
}

function thermalModes(path: ThermalPath, wattsPerKelvin: number): ThermalModes {
  const g = 1 / path.junctionKelvinPerWatt;
  const h = 1 / path.sinkKelvinPerWatt;
  const { junctionJoulesPerKelvin: cj, sinkJoulesPerKelvin: cs } = path;
  const a = (wattsPerKelvin - g) / cj;
  const b = g / cj;
  const c = g / cs;
  const d = -(g + h) / cs;
  const fastRate = (a + d) / 2 - Math.sqrt(((a - d) / 2) ** 2 + b * c);
  // from the product of both: their sum would lose the slow one's digits
  const slowRate = (a * d - b * c) / fastRate;
  // an eigenvector is (1, (rate − a) ÷ b)
  const fastSink = (fastRate - a) / b;
  return { fastRate, slowRate, fastSink, slowSink: (slowRate - a) / b, a, b, c, d };
}

/** A relaxation that is written anew whenever what is drawn changes. */
class Rewritten implements Relaxation {
  constant = 0;
  slope = 0;
  fast = 0;
  fastRate = 0;
  slow = 0;
  slowRate = 0;

  constructor(modes: ThermalModes) {
    this.follow(modes);
  }

  follow({ fastRate, slowRate }: ThermalModes): void {
    this.fastRate = fastRate;
    this.slowRate = slowRate;
  }
}

/** A leakage at which exactly what it adds is carried away has no solution of this form: it is taken so much beside that. */
const BESIDE_CRITICAL = 1e-4;

/**
 * The heat balance of two nodes, which is solved anew, in place, whenever what heats them changes:
 *
 *     Cⱼ·Tⱼ′ = P(t) + λ·(Tⱼ − Tⱼ(0)) − (Tⱼ − Tₛ)/Rⱼₛ
 *     Cₛ·Tₛ′ = (Tⱼ − Tₛ)/Rⱼₛ − (Tₛ − inlet)/Rₛₐ
 *
 * with P(t) a line and λ the leakage per kelvin, linearised about the start: a line plus two eigenmodes, exactly. Their
 * rates are real, and negative unless the chip runs away (λ·R ≥ 1), where one of them grows.
 */
export class HeatBalance implements Warming {
  readonly junction: Relaxation;
  readonly sink: Relaxation;
  readonly #junction: Rewritten;
  readonly #sink: Rewritten;
  #modes: ThermalModes;
  readonly #path: ThermalPath;
  #inletCelsius: number;
  #wattsPerKelvin = 0;

  constructor(path: ThermalPath, inletCelsius: number, wattsPerKelvin = 0) {
    this.#path = path;
    this.#wattsPerKelvin = besideCritical(path, wattsPerKelvin);
    this.#modes = thermalModes(path, this.#wattsPerKelvin);
    this.#inletCelsius = inletCelsius;
    this.#junction = new Rewritten(this.#modes);
    this.#sink = new Rewritten(this.#modes);
    this.junction = this.#junction;
    this.sink = this.#sink;
  }

  /** Air or water comes in at this temperature from the next restart on. */
  set inletCelsius(celsius: number) {
    this.#inletCelsius = celsius;
  }

  /** What leaks per kelvin, from the next restart on. */
  get wattsPerKelvin(): number {
    return this.#wattsPerKelvin;
  }

  set wattsPerKelvin(watts: number) {
    const own = besideCritical(this.#path, watts);
    if (own === this.#wattsPerKelvin) return;
    this.#wattsPerKelvin = own;
    this.#modes = thermalModes(this.#path, own);
    this.#junction.follow(this.#modes);
    this.#sink.follow(this.#modes);
  }

  /** From now on, at these temperatures, `watts` heat the junction, and `wattsPerSecond` more with every second. */
  restart(
    junctionCelsius: number,
    sinkCelsius: number,
    watts: Watts,
    wattsPerSecond: number,
  ): void {
    const { a, b, c, d, fastSink, slowSink } = this.#modes;
    const inlet = this.#inletCelsius;
    // above the inlet: x′ = A·x + (power, 0)
    const junction = junctionCelsius - inlet;
    const sink = sinkCelsius - inlet;
    const determinant = a * d - b * c;
    const { junctionJoulesPerKelvin } = this.#path;
    const power = (watts - this.#wattsPerKelvin * junction) / junctionJoulesPerKelvin;
    const powerSlope = wattsPerSecond / junctionJoulesPerKelvin;
    // the particular solution u + v·t: A·v = −(powerSlope, 0), A·u = v − (power, 0)
    const vj = (-powerSlope * d) / determinant;
    const vs = (powerSlope * c) / determinant;
    const uj = ((vj - power) * d - vs * b) / determinant;
    const us = (a * vs - c * (vj - power)) / determinant;
    const fast = (sink - us - slowSink * (junction - uj)) / (fastSink - slowSink);
    const slow = junction - uj - fast;
    this.#junction.constant = inlet + uj;
    this.#junction.slope = vj;
    this.#junction.fast = fast;
    this.#junction.slow = slow;
    this.#sink.constant = inlet + us;
    this.#sink.slope = vs;
    this.#sink.fast = fastSink * fast;
    this.#sink.slow = slowSink * slow;
  }
}

function besideCritical(path: ThermalPath, wattsPerKelvin: number): number {
  const critical = 1 / (path.junctionKelvinPerWatt + path.sinkKelvinPerWatt);
  const beside = wattsPerKelvin / critical - 1;
  if (Math.abs(beside) >= BESIDE_CRITICAL) return wattsPerKelvin;
  return critical * (1 + (beside < 0 ? -BESIDE_CRITICAL : BESIDE_CRITICAL));
}

/** The balance from an instant on at which both temperatures are known. */
export function warming(
  path: ThermalPath,
  { junctionCelsius, sinkCelsius }: Temperatures,
  inletCelsius: number,
  { watts, wattsPerSecond, wattsPerKelvin }: Heating,
): Warming {
  const balance = new HeatBalance(path, inletCelsius, wattsPerKelvin);
  balance.restart(junctionCelsius, sinkCelsius, watts, wattsPerSecond);
  return balance;
}
