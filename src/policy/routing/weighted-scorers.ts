import { loadRouter } from './load-router.ts';
import type { Router, RouterContext, RouterDefinition } from './port.ts';

/** Scores are told apart to this part of a unit: the tree compares whole numbers. */
const RESOLUTION = 1024;

/**
 * The replica of the least weighted sum of requests sent and not ended, their prompt tokens, and KV
 * blocks in use as last published; ties go to the lowest number. Full replicas are left out. Weights
 * are per unit, not per share of the busiest replica, so that a replica's score is its own.
 */
export const weightedScorers: RouterDefinition = {
  signal: 'kv-blocks',
  create: createWeightedScorersRouter,
};

function createWeightedScorersRouter(context: RouterContext): Router {
  const { queue, kv, promptTokens } = context.scorers ?? { queue: 1, kv: 0, promptTokens: 0 };
  const prompts = new Float64Array(context.replicas);
  const blocks = new Float64Array(context.replicas);
  const score = (replica: number, outstanding: number) =>
    queue * outstanding + promptTokens * prompts[replica]! + kv * blocks[replica]!;
  const router = loadRouter(
    context,
    (replica, outstanding) => Math.round(RESOLUTION * score(replica, outstanding)),
    {
      count(replica, request, sign) {
        prompts[replica] = prompts[replica]! + sign * request.promptTokens;
      },
    },
  );
  return {
    ...router,
    onSignal(replica, kvBlocksInUse) {
      blocks[replica] = kvBlocksInUse;
      router.update(replica);
    },
  };
}
