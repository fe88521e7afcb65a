import { normalQuantile } from '../base/normal-quantile.ts';
import { hashKey, hashUniform } from '../base/random/hash.ts';
import type { ToolCare } from './horizon.ts';
import type { Revision } from './refine.ts';
import { estimatedRank } from './route.ts';
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
  /** Whether a branch that writes one step of an answer, right with `chance`, writes a right one. */
  isStepRight(request: number, branch: number, chance: number): boolean;
  /** Whether a tool that a branch uses says that all is well with a step that is right, or not. */
  toolWorks(request: number, branch: number, right: boolean, tool: ToolCare): boolean;
  /**
   * The answer of a branch that revises one that said `answer`: a right one is broken and a wrong one fixed with the
   * chances of the revision, any other stays as it is.
   */
  revised(request: number, branch: number, answer: AnswerId, revision: Revision): AnswerId;
  /** Difficulty rank of a request's problem as a router sees it that errs by `error`; drawn once per request. */
  estimate(request: number, error: number): number;
  /** Whether a request is one of the `share` whose stakes are high: whatever its problem is. */
  hasHighStakes(request: number, share: number): boolean;
  /** Whether `answer` is the right one: for the recorder alone. */
  isRight(request: number, answer: AnswerId): boolean;
  /** The score that a verifier gives in its look number `look` to what a branch wrote, which is right or not. */
  score(request: number, branch: number, look: number, right: boolean, verifier: Verifier): number;
}

/** Makes the samples of one task under a seed, whose wrong answers have the given shares. */
export function createSamples(wrongShares: Float64Array, ...names: (string | number)[]): Samples {
  const key = (purpose: string) => hashKey(...names, purpose);
  const keys = {
    difficulty: key('difficulty'),
    answer: key('answer'),
    identity: key('identity'),
    score: key('score'),
    revision: key('revision'),
    router: key('router'),
    tool: key('tool'),
    stakes: key('stakes'),
  };
  const idOf = createIds(keys.identity, wrongShares.length + 1);
  const difficulty = (request: number) => hashUniform(keys.difficulty, request, 0, 0);
  const isRight = (request: number, answer: AnswerId) => answer === idOf(request, 0);
  return {
    difficulty,
    answer(request, branch, chance) {
      const u = hashUniform(keys.answer, request, branch, 0);
      const wrong = 1 + rankOf((u - chance) / (1 - chance), wrongShares);
      return idOf(request, u < chance ? 0 : wrong);
    },
    isStepRight: (request, branch, chance) => hashUniform(keys.answer, request, branch, 0) < chance,
    toolWorks(request, branch, right, { works, notices }) {
      if (hashUniform(keys.tool, request, branch, 0) >= works) return false;
      return right || hashUniform(keys.tool, request, branch, 1) >= notices;
    },
    revised(request, branch, answer, { breaks, fixes }) {
      const u = hashUniform(keys.revision, request, branch, 0);
      if (!isRight(request, answer)) return u < fixes ? idOf(request, 0) : answer;
      return u < breaks ? idOf(request, 1 + rankOf(u / breaks, wrongShares)) : answer;
    },
    estimate(request, error) {
      const noise = middleOfCell(hashUniform(keys.router, request, 0, 0));
      return estimatedRank(difficulty(request), error, normalQuantile(noise));
    },
    hasHighStakes: (request, share) => hashUniform(keys.stakes, request, 0, 0) < share,
    isRight,
    score(request, branch, look, right, verifier) {
      if (verifier.separation === Infinity) return right ? 1 : 0;
      const u = hashUniform(keys.score, request, branch, 2 * look);
      const noise = normalQuantile(middleOfCell(u));
      if (right) return verifier.separation + noise;
      const fooled = hashUniform(keys.score, request, branch, 2 * look + 1) < verifier.fooledShare;
      return noise + (fooled ? verifier.fooledScore : 0);
    },
  };
}

/** In the middle of a cell of 53 bits: no quantile of it is infinite. */
function middleOfCell(u: number): number {
  return u * (1 - 2 ** -53) + 2 ** -54;
}

function rankOf(u: number, shares: Float64Array): number {
  let sum = 0;
  for (let rank = 0; rank < shares.length - 1; rank++) {
    sum += shares[rank] ?? 0;
    if (u < sum) return rank;
  }
  return shares.length - 1;
}

/** Requests whose ids are remembered, the last of those whose numbers have the same low bits: a power of two. */
const REMEMBERED = 256;

/**
 * The id of answer number `rank` of a request (0 is the right one): a random permutation per request, by how many of the
 * ranks' own random numbers are smaller. All samples of a request ask for the same ones.
 */
function createIds(key: number, answers: number): (request: number, rank: number) => AnswerId {
  const ids = new Int32Array(REMEMBERED * answers);
  const requests = new Float64Array(REMEMBERED).fill(-1);
  const own = new Float64Array(answers);
  return (request, rank) => {
    const place = request & (REMEMBERED - 1);
    const first = place * answers;
    if (requests[place] !== request) {
      requests[place] = request;
      for (let each = 0; each < answers; each++) own[each] = hashUniform(key, request, each, 0);
      for (let each = 0; each < answers; each++) ids[first + each] = smallerThan(own, each);
    }
    return ids[first + rank] ?? 0;
  };
}

/** How many values lie before the one at `rank`, of equal ones those at lower places. */
function smallerThan(values: Float64Array, rank: number): number {
  const own = values[rank] ?? 0;
  let smaller = 0;
  for (let other = 0; other < values.length; other++) {
    const value = values[other] ?? 0;
    if (value < own || (value === own && other < rank)) smaller += 1;
  }
  return smaller;
}
