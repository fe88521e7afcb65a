import type { Seconds } from '../../base/units.ts';
import type { Relaxation } from '../relaxation.ts';

/** How much of what a rack breathes out it breathes in again. */
export interface Recirculation {
  /** Of the air that its nodes take in; the rest is what the hall supplies. Below 1. */
  readonly share: number;
  /** What the air warms up by on its way through the nodes when they take all that they may. */
  readonly riseKelvin: number;
  /** Heat capacity of the rack's air and metal ÷ that of the air that passes in a second. */
  readonly lagSeconds: Seconds;
}

/**
 * How much warmer than what the hall supplies the inlet of a rack is, for ever, at `load`: heat ÷ the most that its nodes
 * take. A share r of the air taken in comes from the outlet, which is Q ÷ (ṁ·cp) above the inlet, so that
 *
 *     inlet = (1 − r)·supply + r·(inlet + Q/(ṁ·cp)),   inlet − supply = r/(1 − r) · Q/(ṁ·cp)
 *
 * with ṁ·cp = the most heat ÷ its rise: the flow is that of full load, as the resistance of coolers is (heat.ts).
 */
export function recirculatedKelvin({ share, riseKelvin }: Recirculation, load: number): number {
  return (share / (1 - share)) * riseKelvin * load;
}

/**
 * The same from an instant on at which it is `kelvin`, at one load: the heat that comes back warms what stands at the inlet,
 *
 *     C·x′ = r·Q − (1 − r)·ṁ·cp·x,   C = lag · ṁ·cp
 *
 * one exponential with the time constant lag ÷ (1 − r).
 */
export function recirculating(of: Recirculation, kelvin: number, load: number): Relaxation {
  const constant = recirculatedKelvin(of, load);
  const rate = -(1 - of.share) / of.lagSeconds;
  return {
    constant,
    slope: 0,
    fast: 0,
    fastRate: 2 * rate,
    slow: kelvin - constant,
    slowRate: rate,
  };
}
