import type { RequestView } from '../request-view.ts';
import { LoadTree } from './load-tree.ts';
import { Outstanding } from './outstanding.ts';
import type { Router, RouterContext } from './port.ts';

/** What a policy counts as load beside the requests that were sent and not ended. */
export interface OtherLoad {
  /** A request was sent to `replica` (1) or ended there (−1). */
  count(replica: number, request: RequestView, sign: 1 | -1): void;
}

/** A router, and how to say that a replica's load has changed otherwise. */
export interface LoadRouter extends Router {
  /** Whether the replica takes no request now. */
  isFull(replica: number): boolean;
  /** Asks for the replica's load anew. */
  update(replica: number): void;
}

/**
 * A router to the replica of the least load, ties to the lowest number; full replicas and those that are not available are
 * left out. `loadOf` is asked for one replica's load, a whole number, whenever its requests change, and at first.
 */
export function loadRouter(
  context: RouterContext,
  loadOf: (replica: number, outstanding: number) => number,
  other?: OtherLoad,
): LoadRouter {
  const outstanding = new Outstanding(context.replicas, context.maxOutstanding);
  const loads = new LoadTree(context.replicas);
  const update = (replica: number) => {
    const isFull = outstanding.isFull(replica);
    loads.set(replica, isFull ? Infinity : loadOf(replica, outstanding.of(replica)));
  };
  for (let replica = 0; replica < context.replicas; replica++) update(replica);
  return {
    route: () => loads.least(),
    onSent(replica, request) {
      outstanding.sent(replica);
      other?.count(replica, request, 1);
      update(replica);
    },
    onEnded(replica, request) {
      outstanding.ended(replica);
      other?.count(replica, request, -1);
      update(replica);
    },
    onAvailable(replica, available) {
      outstanding.setOpen(replica, available);
      update(replica);
    },
    isFull: (replica) => outstanding.isFull(replica),
    update,
  };
}
