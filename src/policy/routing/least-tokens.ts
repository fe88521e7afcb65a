import type { RequestView } from '../request-view.ts';
import { loadRouter } from './load-router.ts';
import type { Router, RouterContext, RouterDefinition } from './port.ts';

/**
 * The replica with the fewest tokens in requests sent and not ended, each counted with its prompt
 * and its predicted answer from the moment it is sent until it ends; ties go to the lowest number.
 * Full replicas are left out.
 */
export const leastTokens: RouterDefinition = { signal: 'none', create: createLeastTokensRouter };

function createLeastTokensRouter(context: RouterContext): Router {
  const tokens = new Float64Array(context.replicas);
  return loadRouter(context, (replica) => tokens[replica]!, {
    count(replica, request, sign) {
      tokens[replica] = tokens[replica]! + sign * tokensOf(request);
    },
  });
}

/** Whole, so that what is added and taken away again leaves exactly nothing. */
function tokensOf(request: RequestView): number {
  return Math.ceil(request.promptTokens) + Math.ceil(request.predictedTokens);
}
