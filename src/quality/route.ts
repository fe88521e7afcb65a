import { normalQuantile } from '../base/normal-quantile.ts';
import { normalShareBelow } from './normal.ts';

/**
 * Chance that a problem of difficulty rank u is routed to the deep tier, when the router sees Φ(Φ⁻¹(u) + error) with a normal
 * error and sends the `deepShare` that look hardest there. An error of 0 is an oracle; with an infinite one every problem has
 * the same chance.
 */
export function chanceOfDeep(difficulty: number, deepShare: number, routerError: number): number {
  const level = normalQuantile(1 - deepShare) * Math.sqrt(1 + routerError * routerError);
  const distance = normalQuantile(difficulty) - level;
  if (routerError === 0) return distance >= 0 ? 1 : 0;
  return normalShareBelow(distance / routerError);
}
