import { normalQuantile } from '../base/normal-quantile.ts';
import { normalShareBelow } from './normal.ts';

/**
 * Chance that a problem of difficulty rank u is routed to the deep tier, when the router sees Φ(Φ⁻¹(u) + error) with a normal
 * error and sends the `deepShare` that look hardest there. An error of 0 is an oracle; with an infinite one every problem has
 * the same chance.
 */
export function chanceOfDeep(difficulty: number, deepShare: number, routerError: number): number {
  if (routerError === Infinity) return deepShare;
  const level = normalQuantile(1 - deepShare) * Math.sqrt(1 + routerError * routerError);
  const distance = normalQuantile(difficulty) - level;
  if (routerError === 0) return distance >= 0 ? 1 : 0;
  return normalShareBelow(distance / routerError);
}

/**
 * The rank that such a router sees at a problem of difficulty rank u, by a draw of the standard normal: Φ((Φ⁻¹(u) + error ·
 * noise) ÷ √(1 + error²)), uniform over problems like u itself, so that those above 1 − deepShare are that share of all.
 * With an infinite error it is the noise's own rank.
 */
export function estimatedRank(difficulty: number, routerError: number, noise: number): number {
  if (routerError === Infinity) return normalShareBelow(noise);
  if (routerError === 0) return difficulty;
  const seen = normalQuantile(difficulty) + routerError * noise;
  return normalShareBelow(seen / Math.sqrt(1 + routerError * routerError));
}
