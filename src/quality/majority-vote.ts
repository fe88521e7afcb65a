import { gammaln } from 'simple-statistics';
import { assert } from '../base/assert.ts';
import { normalShareBelow } from './normal.ts';

/** Up to here votes are counted out; beyond, the margin over the most frequent wrong answer is taken as normal. */
const COUNTED_SAMPLES = 128;

/** Gauss–Legendre over [0, 1]: exact for the ties of up to nine wrong answers. */
const TIE_NODES = [
  0.04691007703066802, 0.23076534494715845, 0.5, 0.7692346550528415, 0.953089922969332,
];
const TIE_WEIGHTS = [
  0.11846344252809454, 0.23931433524968324, 0.28444444444444444, 0.23931433524968324,
  0.11846344252809454,
];

/** Chance that a strategy delivers the right answer, where one sample is right with chance p. */
export type ChanceOf = (chance: number) => number;

/**
 * The plurality of `samples` votes, ties broken evenly. Counted out up to {@link COUNTED_SAMPLES}: Σ Bin(c; N, p) · P(no
 * wrong answer has more than c of the other N − c votes). Beyond, Φ(√N · (p − q) ÷ √(p + q − (p − q)²)) with q the chance
 * of the most frequent wrong answer: up to 0.04 off at a problem near the threshold, under 0.005 over a population.
 */
export function createMajorityVote(samples: number, wrongShares: Float64Array): ChanceOf {
  assert(Number.isInteger(samples) && samples >= 1, `${samples} is not a number of votes`);
  if (samples > COUNTED_SAMPLES) return (chance) => manyVotes(chance, samples, wrongShares[0] ?? 0);
  const wins = winsByCount(samples, wrongShares);
  const logWays = Float64Array.from(wins, (_, count) => logBinomial(samples, count));
  return (chance) => {
    if (chance === 0 || chance === 1) return chance;
    const logRight = Math.log(chance);
    const logWrong = Math.log1p(-chance);
    let sum = 0;
    for (let count = 1; count <= samples; count++) {
      const logChance = (logWays[count] ?? 0) + count * logRight + (samples - count) * logWrong;
      sum += (wins[count] ?? 0) * Math.exp(logChance);
    }
    return Math.min(1, sum);
  };
}

function manyVotes(chance: number, samples: number, topShare: number): number {
  const rival = topShare * (1 - chance);
  const margin = chance - rival;
  const variance = chance + rival - margin * margin;
  if (variance <= 0) return margin > 0 ? 1 : 0;
  return normalShareBelow(margin * Math.sqrt(samples / variance));
}

/** Chance that the right answer wins when it has `count` of the votes, for each count. */
function winsByCount(samples: number, wrongShares: Float64Array): Float64Array {
  return Float64Array.from({ length: samples + 1 }, (_, count) => {
    const others = samples - count;
    if (count > others) return 1;
    if (count === 0 || count * (wrongShares.length + 1) < samples) return 0;
    return TIE_NODES.reduce(
      (sum, node, i) =>
        sum + (TIE_WEIGHTS[i] ?? 0) * chanceOfNoMore(others, count, node, wrongShares),
      0,
    );
  });
}

/**
 * P(no wrong answer has more than `count` of `others` votes), where each that has as many as `count` weighs `tied`: averaged
 * over `tied` in [0, 1] it gives 1/(t + 1) for t of them, the chance to win the draw. Counts are Poisson given their sum.
 */
function chanceOfNoMore(
  others: number,
  count: number,
  tied: number,
  wrongShares: Float64Array,
): number {
  let sums = new Float64Array(others + 1);
  sums[0] = 1;
  for (const share of wrongShares) {
    const next = new Float64Array(others + 1);
    const most = Math.min(count, others);
    for (let votes = 0; votes <= most; votes++) {
      const chance = poisson(votes, others * share) * (votes === count ? tied : 1);
      for (let total = votes; total <= others; total++) {
        next[total] = (next[total] ?? 0) + chance * (sums[total - votes] ?? 0);
      }
    }
    sums = next;
  }
  return (sums[others] ?? 0) / poisson(others, others);
}

function poisson(count: number, mean: number): number {
  if (mean === 0) return count === 0 ? 1 : 0;
  return Math.exp(count * Math.log(mean) - mean - gammaln(count + 1));
}

function logBinomial(n: number, k: number): number {
  return gammaln(n + 1) - gammaln(k + 1) - gammaln(n - k + 1);
}
