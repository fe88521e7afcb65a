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

/** Ranks of difficulty over which expectations are taken, one in the middle of each of as many. */
const RANKS = 1024;

/** An error so small that the ranks are further apart than what it blurs: the router is taken to know the difficulty. */
const KNOWS_BELOW = 0.02;

/** What comes of a problem, by its difficulty rank. */
type OutcomeAt = (rank: number) => number;

/** Mean of what comes of the problems of a task. */
export function meanOutcome(outcome: OutcomeAt): number {
  let sum = 0;
  for (let i = 0; i < RANKS; i++) sum += outcome((i + 0.5) / RANKS);
  return sum / RANKS;
}

/**
 * What a router expects to come of a problem that looks as hard as `estimate` (of {@link estimatedRank}), knowing its own
 * error and nothing of the truth: the mean of the outcome over ranks u, weighted by how likely such a look is at each, φ((√(1 +
 * error²)·Φ⁻¹(estimate) − Φ⁻¹(u)) ÷ error). An outcome that falls with the rank falls with the estimate.
 */
export function createExpectation(
  outcome: OutcomeAt,
  routerError: number,
): (estimate: number) => number {
  if (routerError < KNOWS_BELOW) return outcome;
  const outcomes = Float64Array.from({ length: RANKS }, (_, i) => outcome((i + 0.5) / RANKS));
  if (routerError === Infinity) {
    const mean = outcomes.reduce((sum, each) => sum + each, 0) / RANKS;
    return () => mean;
  }
  const places = Float64Array.from({ length: RANKS }, (_, i) => normalQuantile((i + 0.5) / RANKS));
  return (estimate) => {
    const seen = normalQuantile(estimate) * Math.sqrt(1 + routerError * routerError);
    let sum = 0;
    let weights = 0;
    for (let i = 0; i < RANKS; i++) {
      const distance = (seen - (places[i] ?? 0)) / routerError;
      const weight = Math.exp(-0.5 * distance * distance);
      sum += weight * (outcomes[i] ?? 0);
      weights += weight;
    }
    // beyond the outermost ranks nothing is likely: the outermost of them is the nearest
    if (weights === 0) return outcomes[estimate < 0.5 ? 0 : RANKS - 1] ?? 0;
    return sum / weights;
  };
}

/** The estimate from which on a router expects less than `floor`: 0 = of all problems, 1 = of none. By bisection, to 1e-9. */
export function estimateBelow(floor: number, expected: (estimate: number) => number): number {
  const edge = 1e-9;
  if (expected(edge) < floor) return 0;
  if (expected(1 - edge) >= floor) return 1;
  let low = edge;
  let high = 1 - edge;
  while (high - low > 1e-9) {
    const middle = (low + high) / 2;
    if (expected(middle) < floor) high = middle;
    else low = middle;
  }
  return (low + high) / 2;
}
