import type { StrategyDefinition } from './port.ts';
import { bestScored, type ScoreScale } from './scored.ts';
import { createSearch, type Node } from './search.ts';

export interface BeamSearchOptions extends ScoreScale {
  readonly tier: number;
  readonly verifier: number;
  readonly beams: number;
  /** Continuations of each beam at each step. */
  readonly width: number;
  readonly steps: number;
}

/** The `beams` best-scored of all continuations go on at each step; the best-scored answer wins (Snell et al. 2024, arXiv 2408.03314). */
export const beamSearch: StrategyDefinition<BeamSearchOptions> = {
  create: ({ tier, verifier, beams, width, steps, ...scale }) =>
    createSearch({
      tier,
      verifier,
      steps,
      scale,
      firstExpansions: beams * width,
      allot: (nodes) => widthOfBest(nodes, beams, width),
      pick: bestScored(scale.neutral),
    }),
};

/** Of equal scores the first asked for goes on. */
function widthOfBest(nodes: readonly Node[], beams: number, width: number): readonly number[] {
  const order = nodes.map((node, i) => ({ score: node.score, i }));
  order.sort((a, b) => b.score - a.score || a.i - b.i);
  const kept = new Set(order.slice(0, beams).map(({ i }) => i));
  return nodes.map((_, i) => (kept.has(i) ? width : 0));
}
