import { adapterKey } from '../adapter-key.ts';
import type { RequestView } from '../request-view.ts';
import { loadRouter } from './load-router.ts';
import type { Router, RouterContext, RouterDefinition } from './port.ts';
import { PrefixRecord } from './prefix-record.ts';

/** Scores are told apart to this part of a unit: the tree compares whole numbers. */
const RESOLUTION = 1024;

/**
 * The replica of the least weighted sum of requests sent and not ended, their prompt tokens, and KV
 * blocks in use as last published, less the tokens of the prompt's beginning that it was sent before, and less a weight where it holds
 * the request's adapter; ties go to the lowest number. Full replicas are left out. Weights are per unit, not per share of the busiest replica, so that a
 * replica's score is its own. What replicas were sent is what this router remembers (prefix-record.ts).
 */
export const weightedScorers: RouterDefinition = {
  signal: 'kv-blocks',
  create: createWeightedScorersRouter,
};

function createWeightedScorersRouter(context: RouterContext): Router {
  const weights = context.scorers ?? { queue: 1, kv: 0, promptTokens: 0, prefix: 0 };
  const { queue, kv, promptTokens, prefix, adapter = 0 } = weights;
  const prompts = new Float64Array(context.replicas);
  const blocks = new Float64Array(context.replicas);
  const loads = new Float64Array(context.replicas);
  const record = prefix > 0 ? new PrefixRecord(context.replicas, context.recordTokens) : null;
  const score = (replica: number, outstanding: number) =>
    queue * outstanding + promptTokens * prompts[replica]! + kv * blocks[replica]!;
  const router = loadRouter(
    context,
    (replica, outstanding) => {
      loads[replica] = Math.round(RESOLUTION * score(replica, outstanding));
      return loads[replica]!;
    },
    {
      count(replica, request, sign) {
        prompts[replica] = prompts[replica]! + sign * request.promptTokens;
      },
    },
  );
  const holders = new Map<number, Set<number>>();
  const worth = (value: number) => Math.round(RESOLUTION * value);
  /** Those that have nothing of the request are as good as the one of the least load among them. */
  const best = (request: RequestView): number => {
    const least = router.route(request);
    if (least < 0 || (record === null && adapter === 0)) return least;
    const there = adapter > 0 ? holders.get(adapterKey(request)) : undefined;
    const rest = (replica: number, tokens: number) =>
      loads[replica]! - worth(prefix * tokens) - (there?.has(replica) ? worth(adapter) : 0);
    const tokensAt = (replica: number) => record?.match(replica, request) ?? 0;
    let chosen = least;
    let lowest = rest(least, tokensAt(least));
    const consider = (replica: number, tokens: number) => {
      if (router.isFull(replica)) return;
      const load = rest(replica, tokens);
      if (load < lowest || (load === lowest && replica < chosen))
        [chosen, lowest] = [replica, load];
    };
    record?.each(request, consider);
    for (const replica of there ?? []) consider(replica, tokensAt(replica));
    return chosen;
  };
  return {
    ...router,
    route: best,
    onSent(replica, request) {
      router.onSent(replica, request);
      record?.add(replica, request);
    },
    onAvailable(replica, available) {
      router.onAvailable(replica, available);
      if (!available) record?.forget(replica);
    },
    onResident(replica, resident, key) {
      if (key === undefined || adapter === 0) return;
      const there = holders.get(key) ?? new Set();
      if (resident) there.add(replica);
      else there.delete(replica);
      if (there.size === 0) holders.delete(key);
      else holders.set(key, there);
    },
    onSignal(replica, kvBlocksInUse) {
      blocks[replica] = kvBlocksInUse;
      router.update(replica);
    },
  };
}
