import type { StrategyDefinition } from './port.ts';
import type { ScoreScale } from './scored.ts';
import { createSearch, type Node } from './search.ts';
import { weightedBy } from './votes.ts';

export interface TreeSearchOptions extends ScoreScale {
  readonly tier: number;
  readonly verifier: number;
  /** Continuations at each step, over all nodes. */
  readonly budget: number;
  readonly steps: number;
  /** Of the softmax over scores: near 0 only the best goes on, large ones share evenly. */
  readonly temperature: number;
}

/**
 * Each step's continuations are allotted to the nodes by the softmax of their scores (REBASE, Wu et al. 2024, arXiv
 * 2408.00724); the answer with the largest sum of weights wins.
 */
export const treeSearch: StrategyDefinition<TreeSearchOptions> = {
  create: ({ tier, verifier, budget, steps, temperature, ...scale }) =>
    createSearch({
      tier,
      verifier,
      steps,
      scale,
      firstExpansions: budget,
      allot: (nodes) => bySoftmax(nodes, budget, temperature),
      pick: weightedBy(scale),
    }),
};

/** Largest remainders, of equal ones the first: the counts always sum to the budget. */
function bySoftmax(nodes: readonly Node[], budget: number, temperature: number): readonly number[] {
  const most = Math.max(...nodes.map(({ score }) => score));
  const weights = nodes.map(({ score }) => Math.exp((score - most) / temperature));
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const shares = weights.map((weight) => (budget * weight) / total);
  const counts = shares.map(Math.floor);
  const left = budget - counts.reduce((sum, count) => sum + count, 0);
  const order = shares.map((share, i) => ({ rest: share - Math.floor(share), i }));
  order.sort((a, b) => b.rest - a.rest || a.i - b.i);
  for (const { i } of order.slice(0, left)) counts[i] = (counts[i] ?? 0) + 1;
  return counts;
}
