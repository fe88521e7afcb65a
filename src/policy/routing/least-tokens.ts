import type { RequestView } from '../request-view.ts';
import { LoadTree } from './load-tree.ts';
import { Outstanding } from './outstanding.ts';
import type { Router, RouterContext, RouterDefinition } from './port.ts';

/**
 * The replica with the fewest tokens in requests sent and not ended, each counted with its prompt
 * and its predicted answer from the moment it is sent until it ends; ties go to the lowest number.
 * Full replicas are left out.
 */
export const leastTokens: RouterDefinition = { signal: 'none', create: createLeastTokensRouter };

function createLeastTokensRouter(context: RouterContext): Router {
  const outstanding = new Outstanding(context.replicas, context.maxOutstanding);
  const tokens = new Float64Array(context.replicas);
  const loads = new LoadTree(context.replicas);
  const update = (replica: number) =>
    loads.set(replica, outstanding.isFull(replica) ? Infinity : tokens[replica]!);
  return {
    route: () => loads.least(),
    onSent(replica, request) {
      outstanding.sent(replica);
      tokens[replica] = tokens[replica]! + tokensOf(request);
      update(replica);
    },
    onEnded(replica, request) {
      outstanding.ended(replica);
      tokens[replica] = tokens[replica]! - tokensOf(request);
      update(replica);
    },
    onAvailable(replica, available) {
      outstanding.setOpen(replica, available);
      update(replica);
    },
  };
}

/** Whole, so that what is added and taken away again leaves exactly nothing. */
function tokensOf(request: RequestView): number {
  return Math.ceil(request.promptTokens) + Math.ceil(request.predictedTokens);
}
