/** Gain of a result of relevance r at rank i (from 0): (2^r − 1) ÷ log2(i + 2). */
function gain(relevance: number, rank: number): number {
  return (2 ** relevance - 1) / Math.log2(rank + 2);
}

/**
 * Normalised discounted cumulative gain of the first `depth` results, whose relevances are given in the order in which they
 * are shown: their gain over that of the best order (Järvelin and Kekäläinen 2002). 1 where nothing is relevant.
 */
export function ndcg(relevances: readonly number[], depth: number): number {
  const total = (list: readonly number[]) =>
    list.slice(0, depth).reduce((sum, relevance, rank) => sum + gain(relevance, rank), 0);
  const best = total([...relevances].sort((a, b) => b - a));
  return best === 0 ? 1 : total(relevances) / best;
}

/** The order in which results with these scores are shown: best first, equal ones as they came. */
export function orderByScore(scores: readonly number[]): readonly number[] {
  return scores
    .map((_, index) => index)
    .sort((a, b) => (scores[b] ?? 0) - (scores[a] ?? 0) || a - b);
}
