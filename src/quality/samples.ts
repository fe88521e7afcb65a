import { normalQuantile } from '../base/normal-quantile.ts';
import { hashKey, hashUniform } from '../base/random/hash.ts';
import type { Verifier } from './verifier.ts';

/** What a strategy is told of a sample: nothing in an id says whether it is right. */
export type AnswerId = number;

/**
 * Draws what samples say. Every draw belongs to its place (request, branch) and to nothing that happened before: a branch
 * that starts later, or never, changes no other.
 */
export interface Samples {
  /** Difficulty rank in [0, 1) of a request's problem, the same for every model and strategy. */
  difficulty(request: number): number;
  /** The answer of a branch that is right with `chance`. Equal ids are equal answers; ids mean nothing between requests. */
  answer(request: number, branch: number, chance: number): AnswerId;
  /** Whether `answer` is the right one: for the recorder alone. */
  isRight(request: number, answer: AnswerId): boolean;
  /** The score that a verifier gives a branch's answer in its look number `look`. */
  score(
    request: number,
    branch: number,
    look: number,
    answer: AnswerId,
    verifier: Verifier,
  ): number;
}

/** Makes the samples of one task under a seed, whose wrong answers have the given shares. */
export function createSamples(wrongShares: Float64Array, ...names: (string | number)[]): Samples {
  const key = (purpose: string) => hashKey(...names, purpose);
  const keys = {
    difficulty: key('difficulty'),
    answer: key('answer'),
    identity: key('identity'),
    score: key('score'),
  };
  const answers = wrongShares.length + 1;
  const isRight = (request: number, answer: AnswerId) =>
    answer === idOf(keys.identity, answers, request, 0);
  return {
    difficulty: (request) => hashUniform(keys.difficulty, request, 0, 0),
    answer(request, branch, chance) {
      const u = hashUniform(keys.answer, request, branch, 0);
      const wrong = 1 + rankOf((u - chance) / (1 - chance), wrongShares);
      return idOf(keys.identity, answers, request, u < chance ? 0 : wrong);
    },
    isRight,
    score(request, branch, look, answer, verifier) {
      const right = isRight(request, answer);
      if (verifier.separation === Infinity) return right ? 1 : 0;
      // In the middle of a cell of 53 bits: never infinite.
      const u = hashUniform(keys.score, request, branch, 2 * look) * (1 - 2 ** -53) + 2 ** -54;
      const noise = normalQuantile(u);
      if (right) return verifier.separation + noise;
      const fooled = hashUniform(keys.score, request, branch, 2 * look + 1) < verifier.fooledShare;
      return noise + (fooled ? verifier.fooledScore : 0);
    },
  };
}

function rankOf(u: number, shares: Float64Array): number {
  let sum = 0;
  for (let rank = 0; rank < shares.length - 1; rank++) {
    sum += shares[rank] ?? 0;
    if (u < sum) return rank;
  }
  return shares.length - 1;
}

/**
 * The id of answer number `rank` of a request (0 is the right one): a random permutation per request, by how many of the
 * ranks' own random numbers are smaller.
 */
function idOf(key: number, answers: number, request: number, rank: number): AnswerId {
  const own = hashUniform(key, request, rank, 0);
  let smaller = 0;
  for (let other = 0; other < answers; other++) {
    if (other === rank) continue;
    const value = hashUniform(key, request, other, 0);
    if (value < own || (value === own && other < rank)) smaller += 1;
  }
  return smaller;
}
