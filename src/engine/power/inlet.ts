import type { CompiledCooling } from '../../compile/chip-cooling.ts';
import { nextPart } from '../../physics/facility/profile.ts';

/** The air or water that comes to the chips of a replica: warmer while its cooling is out, and with the weather. */
export class Inlet {
  celsius: number;
  /** When the weather changes; Infinity where it does not. */
  nextSeconds: number;
  readonly #weather: CompiledCooling['weather'];
  /** Time of the profile at `nextSeconds`, and what comes in then, without what it has warmed up by. */
  #ahead = { seconds: Number.POSITIVE_INFINITY, value: Number.NaN };
  #warmer = 0;

  constructor({ inletCelsius, weather }: CompiledCooling) {
    this.celsius = inletCelsius;
    this.#weather = weather;
    this.nextSeconds = this.#look(weather?.startSeconds ?? 0);
  }

  /** By so many kelvin from now on. */
  warm(kelvin: number): void {
    this.#warmer += kelvin;
    this.celsius += kelvin;
  }

  /** The weather changes: `nextSeconds` has come. */
  change(): void {
    const { seconds, value } = this.#ahead;
    this.celsius = value + (this.#weather?.preheatKelvin ?? 0) + this.#warmer;
    this.nextSeconds = this.#look(seconds);
  }

  #look(seconds: number): number {
    if (this.#weather === undefined) return Number.POSITIVE_INFINITY;
    this.#ahead = nextPart(this.#weather.supplyCelsius, seconds);
    return this.#ahead.seconds - this.#weather.startSeconds;
  }
}

/** The same cooling, with what comes in warmer by so many kelvin at all times. */
export function warmedBy(cooling: CompiledCooling, kelvin: number): CompiledCooling {
  if (kelvin === 0) return cooling;
  const { inletCelsius, weather } = cooling;
  return {
    ...cooling,
    inletCelsius: inletCelsius + kelvin,
    ...(weather && { weather: { ...weather, preheatKelvin: weather.preheatKelvin + kelvin } }),
  };
}
