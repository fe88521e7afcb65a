import { LoadTree } from './load-tree.ts';
import { Outstanding } from './outstanding.ts';
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
  const outstanding = new Outstanding(context.replicas, context.maxOutstanding);
  const prompts = new Float64Array(context.replicas);
  const blocks = new Float64Array(context.replicas);
  const loads = new LoadTree(context.replicas);
  const update = (replica: number) => {
    const score =
      queue * outstanding.of(replica) + promptTokens * prompts[replica]! + kv * blocks[replica]!;
    loads.set(replica, outstanding.isFull(replica) ? Infinity : Math.round(RESOLUTION * score));
  };
  return {
    route: () => loads.least(),
    onSent(replica, request) {
      outstanding.sent(replica);
      prompts[replica] = prompts[replica]! + request.promptTokens;
      update(replica);
    },
    onEnded(replica, request) {
      outstanding.ended(replica);
      prompts[replica] = prompts[replica]! - request.promptTokens;
      update(replica);
    },
    onAvailable(replica, available) {
      outstanding.setOpen(replica, available);
      update(replica);
    },
    onSignal(replica, kvBlocksInUse) {
      blocks[replica] = kvBlocksInUse;
      update(replica);
    },
  };
}
