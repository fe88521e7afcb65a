import type { Watts } from '../base/units.ts';
import type { Temperatures, ThermalPath } from './heat.ts';

/**
 * How what a chip draws depends on its temperature: at `referenceCelsius` it draws what its sheet says, of which `share`
 * leaks; at T it draws more, or less, by
 *
 *     x(T) = share·(e^(perKelvin·(T − reference)) − 1)
 *
 * of that, up to `mostCelsius`, where chips go off: one that does not leaks no more beyond.
 */
export interface Leakage {
  readonly share: number;
  readonly perKelvin: number;
  readonly referenceCelsius: number;
  readonly mostCelsius: number;
}

/** x(T): what a chip of this temperature draws more than its sheet says ÷ what that says; below 0 where it is cooler. */
export function leakedShare(
  { share, perKelvin, referenceCelsius, mostCelsius }: Leakage,
  celsius: number,
): number {
  return share * Math.expm1(perKelvin * (Math.min(celsius, mostCelsius) - referenceCelsius));
}

/** dx/dT, per kelvin: more in a warmer chip. */
export function leakedSlope(
  { share, perKelvin, referenceCelsius, mostCelsius }: Leakage,
  celsius: number,
): number {
  if (celsius >= mostCelsius) return 0;
  return share * perKelvin * Math.exp(perKelvin * (celsius - referenceCelsius));
}

/**
 * Temperatures that hold for ever where the sheet says `watts`: the lower solution of
 *
 *     T = inlet + R·watts·(1 + x(T))
 *
 * and null where there is none up to `mostCelsius`: the chip runs away, or goes off. The left side minus the right is concave in T: Newton's steps from
 * below the solution come up to it and never pass it, and pass the top where there is none.
 */
export function leakingTemperatures(
  path: ThermalPath,
  watts: Watts,
  inletCelsius: number,
  leakage: Leakage,
): Temperatures | null {
  const kelvin = (path.junctionKelvinPerWatt + path.sinkKelvinPerWatt) * watts;
  // no chip leaks less than nothing
  let celsius = inletCelsius + kelvin * (1 - leakage.share);
  for (;;) {
    const rest = inletCelsius + kelvin * (1 + leakedShare(leakage, celsius)) - celsius;
    const slope = 1 - kelvin * leakedSlope(leakage, celsius);
    if (slope <= 0 || celsius > leakage.mostCelsius) return null;
    const next = celsius + rest / slope;
    if (!(next - celsius > 1e-12 * Math.abs(celsius))) break;
    celsius = next;
  }
  const drawn = watts * (1 + leakedShare(leakage, celsius));
  const sinkCelsius = inletCelsius + drawn * path.sinkKelvinPerWatt;
  return { junctionCelsius: sinkCelsius + drawn * path.junctionKelvinPerWatt, sinkCelsius };
}
