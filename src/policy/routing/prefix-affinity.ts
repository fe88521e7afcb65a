import { loadRouter } from './load-router.ts';
import { LoadTree } from './load-tree.ts';
import type { PrefixAffinity, Router, RouterContext, RouterDefinition } from './port.ts';
import { PrefixRecord } from './prefix-record.ts';

/** The defaults of SGLang's router and of vLLM's, which is derived from it. */
export const defaultAffinity: PrefixAffinity = {
  cacheThreshold: 0.3,
  balanceAbsThreshold: 64,
  balanceRelThreshold: 1.5,
};

/**
 * The replica that was sent most of the prompt's beginning before, where that is more than `cacheThreshold` of it (of
 * equal ones the one with the fewest requests sent and not ended); otherwise the one that was sent the fewest new prompt
 * tokens so far, so that new texts spread. A guard comes first: where the busiest replica has more than
 * `balanceAbsThreshold` requests more than the idlest, and more than `balanceRelThreshold` times as many, the idlest gets
 * the request. Full replicas are left out, ties go to the lowest number, and what a replica had when it went down is
 * forgotten. One that comes up counts as having been sent what the least of the others was.
 *
 * What replicas have is what this router believes (prefix-record.ts): they report nothing.
 *
 * Source: the cache-aware policy of SGLang's router (`--policy cache_aware`, sgl-router 0.1), which compares the sizes of
 * its trees where this counts new tokens.
 */
export const prefixAffinity: RouterDefinition = {
  signal: 'none',
  create: createPrefixAffinityRouter,
};

function createPrefixAffinityRouter(context: RouterContext): Router {
  const { cacheThreshold, balanceAbsThreshold, balanceRelThreshold } =
    context.affinity ?? defaultAffinity;
  const record = new PrefixRecord(context.replicas, context.recordTokens);
  const loads = new Int32Array(context.replicas);
  const fresh = new Float64Array(context.replicas);
  const least = loadRouter(context, (_, outstanding) => outstanding, {
    count(replica, _, sign) {
      loads[replica]! += sign;
    },
  });
  /** The busiest first, and the one with the fewest new tokens. */
  const busiest = new LoadTree(context.replicas);
  const newest = new LoadTree(context.replicas);
  const update = (replica: number) => {
    const isFull = least.isFull(replica);
    busiest.set(replica, isFull ? Infinity : -loads[replica]!);
    newest.set(replica, isFull ? Infinity : fresh[replica]!);
  };
  for (let replica = 0; replica < context.replicas; replica++) update(replica);
  const isUneven = (idlest: number) => {
    const [most, fewest] = [loads[busiest.least()]!, loads[idlest]!];
    return most - fewest > balanceAbsThreshold && most > balanceRelThreshold * fewest;
  };
  return {
    route(request) {
      const idlest = least.route(request);
      if (idlest < 0 || isUneven(idlest)) return idlest;
      const match = record.longest(request, idlest, least.isFull, (replica) => loads[replica]!);
      const isEnough = match !== null && match.tokens > cacheThreshold * request.promptTokens;
      return isEnough ? match.replica : newest.least();
    },
    onSent(replica, request) {
      least.onSent(replica, request);
      fresh[replica]! += record.add(replica, request);
      update(replica);
    },
    onEnded(replica, request) {
      least.onEnded(replica, request);
      update(replica);
    },
    onAvailable(replica, available) {
      if (available) {
        const other = newest.least();
        if (other >= 0) fresh[replica] = Math.max(fresh[replica]!, fresh[other]!);
      } else record.forget(replica);
      least.onAvailable(replica, available);
      update(replica);
    },
  };
}
