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

/**
 * Exact solution of the two nodes' heat balance
 *
 *     Cⱼ·Tⱼ′ = P(t) + λ·(Tⱼ − Tⱼ(0)) − (Tⱼ − Tₛ)/Rⱼₛ
 *     Cₛ·Tₛ′ = (Tⱼ − Tₛ)/Rⱼₛ − (Tₛ − inlet)/Rₛₐ
 *
 * with P(t) a line and λ the leakage per kelvin, linearised about the start: a line plus two eigenmodes. Their rates are
 * real, and negative unless the chip runs away (λ·R ≥ 1), where one of them grows.
 */
export function warming(
  path: ThermalPath,
  from: Temperatures,
  inletCelsius: number,
  { watts, wattsPerSecond, wattsPerKelvin }: Heating,
): Warming {
  const g = 1 / path.junctionKelvinPerWatt;
  const h = 1 / path.sinkKelvinPerWatt;
  const { junctionJoulesPerKelvin: cj, sinkJoulesPerKelvin: cs } = path;
  const junction = from.junctionCelsius - inletCelsius;
  const sink = from.sinkCelsius - inletCelsius;
  // above the inlet: x′ = A·x + (power, 0)
  const a = (wattsPerKelvin - g) / cj;
  const b = g / cj;
  const c = g / cs;
  const d = -(g + h) / cs;
  const determinant = a * d - b * c;
  const power = (watts - wattsPerKelvin * junction) / cj;
  const powerSlope = wattsPerSecond / cj;
  // the particular solution u + v·t: A·v = −(powerSlope, 0), A·u = v − (power, 0)
  const vj = (-powerSlope * d) / determinant;
  const vs = (powerSlope * c) / determinant;
  const uj = ((vj - power) * d - vs * b) / determinant;
  const us = (a * vs - c * (vj - power)) / determinant;
  const half = (a + d) / 2;
  const root = Math.sqrt(((a - d) / 2) ** 2 + b * c);
  const fast = half - root;
  // from the product of both: their sum would lose the slow one's digits
  const slow = determinant / fast;
  // an eigenvector is (1, (rate − a) ÷ b)
  const wFast = (fast - a) / b;
  const wSlow = (slow - a) / b;
  const restJ = junction - uj;
  const restS = sink - us;
  const aFast = (restS - wSlow * restJ) / (wFast - wSlow);
  const aSlow = restJ - aFast;
  const rates = { fastRate: fast, slowRate: slow };
  return {
    junction: { ...rates, constant: inletCelsius + uj, slope: vj, fast: aFast, slow: aSlow },
    sink: {
      ...rates,
      constant: inletCelsius + us,
      slope: vs,
      fast: wFast * aFast,
      slow: wSlow * aSlow,
    },
  };
}
