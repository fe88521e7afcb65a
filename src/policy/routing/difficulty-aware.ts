import { leastOutstanding } from './least-outstanding.ts';
import type { RouterDefinition } from './port.ts';

/** All that such a router sees of how hard a request is: never the difficulty itself. */
export interface DifficultyView {
  /** Rank in [0, 1) among the problems of its task as the router estimates it, with its error (quality/route.ts). */
  readonly estimate: number;
}

/**
 * Sends a request to one of several models by how hard it looks ({@link modelFor}), as RouteLLM (arXiv 2406.18665) does,
 * and among the replicas that serve this model as least-outstanding.
 */
export const difficultyAware: RouterDefinition = leastOutstanding;

/**
 * Number of the model that gets a request: the first whose threshold lies above the estimate, or the last. `thresholds`
 * ascend, one less than there are models.
 */
export function modelFor({ estimate }: DifficultyView, thresholds: readonly number[]): number {
  const first = thresholds.findIndex((threshold) => estimate < threshold);
  return first < 0 ? thresholds.length : first;
}
