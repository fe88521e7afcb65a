import { incompleteBeta } from '../base/statistics.ts';

/** When sampling stops (Aggarwal et al. 2023, arXiv 2305.11860). */
export interface StopRule {
  /** How sure the leader must be to stay ahead: 0.95. */
  readonly confidence: number;
  readonly maxSamples: number;
}

/** What comes of votes that stop when the leader is sure enough. */
export interface AdaptiveOutcome {
  readonly chance: number;
  readonly samples: number;
}

/**
 * True where the leader with `first` votes stays ahead of the next with `second` by the Beta rule: P(X > ½) ≥ confidence for
 * X ~ Beta(first + 1, second + 1).
 */
export function isDecided(first: number, second: number, confidence: number): boolean {
  return 1 - incompleteBeta(0.5, 0.5, first + 1, second + 1) >= confidence;
}

/**
 * Chance and mean samples of an adaptive vote at a problem, by the walk of (right votes, votes of the most frequent wrong
 * answer) until the rule stops it; other answers use up a sample and change neither. Exact where wrong samples share one
 * answer; elsewhere the other rivals are left out.
 */
export function createAdaptiveVote(
  rule: StopRule,
  wrongShares: Float64Array,
): (chance: number) => AdaptiveOutcome {
  const { confidence, maxSamples } = rule;
  const width = maxSamples + 1;
  const stops = Uint8Array.from({ length: width * width }, (_, at) => {
    const right = Math.floor(at / width);
    const rival = at % width;
    if (right + rival > maxSamples || right === rival) return 0;
    return isDecided(Math.max(right, rival), Math.min(right, rival), confidence) ? 1 : 0;
  });
  return (chance) => walk(chance, (wrongShares[0] ?? 0) * (1 - chance), maxSamples, stops);
}

function walk(
  right: number,
  rival: number,
  maxSamples: number,
  stops: Uint8Array,
): AdaptiveOutcome {
  const width = maxSamples + 1;
  const neither = Math.max(0, 1 - right - rival);
  let now = new Float64Array(width * width);
  now[0] = 1;
  let won = 0;
  let samples = 0;
  for (let taken = 1; taken <= maxSamples; taken++) {
    const next = new Float64Array(width * width);
    for (let r = 0; r < taken; r++) {
      for (let w = 0; r + w < taken; w++) {
        const mass = now[r * width + w] ?? 0;
        if (mass === 0) continue;
        samples += mass;
        const here = r * width + w;
        next[here] = (next[here] ?? 0) + mass * neither;
        next[here + width] = (next[here + width] ?? 0) + mass * right;
        next[here + 1] = (next[here + 1] ?? 0) + mass * rival;
      }
    }
    for (let r = 0; r <= taken; r++) {
      for (let w = 0; r + w <= taken; w++) {
        const at = r * width + w;
        if (stops[at] === 0 && taken < maxSamples) continue;
        won += (next[at] ?? 0) * (r > w ? 1 : r === w ? 0.5 : 0);
        next[at] = 0;
      }
    }
    now = next;
  }
  return { chance: won, samples };
}
