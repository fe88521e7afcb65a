import type { Bytes, Seconds } from '../base/units.ts';
import { fillPlanCost, type PlanCost } from './collective-line.ts';
import type { LayerRun } from './early-exit.ts';
import type { Exchange } from './exchanges.ts';
import { passes } from './operator.ts';
import { clearExchanged, type Exchanged } from './step-model.ts';

/** The micro-batches of a step, as its exchanges see them: rows of one that this rank sends, and those that yield. */
interface MicroBatches {
  readonly batches: number;
  readonly tokens: number;
  /** Rows of the rank that has the most: all wait for it. */
  readonly mostTokens: number;
  readonly yielding: number;
  /** Own tokens of one, and what layers that tokens may leave out have of them. */
  readonly batchTokens: number;
  readonly run: Readonly<LayerRun>;
}

/**
 * Fills in what chips send each other in a step, and for how long. Returns `seconds` with the exchanges' after it, and
 * the bytes of all of them.
 */
export function fillExchanged(
  exchanges: readonly Exchange[],
  { batches, tokens, mostTokens, yielding, batchTokens, run }: MicroBatches,
  seconds: Seconds,
  to: Exchanged,
): { readonly seconds: Seconds; readonly linkBytes: Bytes } {
  clearExchanged(to);
  const cost: PlanCost = { seconds: 0, sentBytes: 0, acrossSeconds: 0, acrossBytes: 0 };
  let whole = seconds;
  let linkBytes = 0;
  for (const exchange of exchanges) {
    const { rows, plan, bytesPerRow, repeats, chips, between } = exchange;
    const ownRows = rows === 'tokens' ? tokens : yielding;
    const mostRows = rows === 'tokens' ? mostTokens : yielding;
    if (mostRows === 0) continue;
    // Where tokens exit early, each layer that runs has fewer of them; without, these factors are 1.
    const thinned = exchange.skipped ? run.tokens / batchTokens / run.layers : 1;
    const made = exchange.skipped ? run.layers : 1;
    fillPlanCost(plan, bytesPerRow * mostRows * thinned, cost);
    if (ownRows < mostRows) leaveToOwn(ownRows / mostRows, cost);
    const times = made * passes(exchange, batches);
    const senders = chips * batches * repeats * made;
    whole += times * cost.seconds;
    linkBytes += senders * cost.sentBytes;
    if (between === 'stages') {
      to.handOnBytes += senders * cost.sentBytes;
      to.handOnSeconds += times * cost.seconds;
      continue;
    }
    to.insideBytes += senders * (cost.sentBytes - cost.acrossBytes);
    to.acrossBytes += senders * cost.acrossBytes;
    to.insideSeconds += times * (cost.seconds - cost.acrossSeconds);
    to.acrossSeconds += times * cost.acrossSeconds;
    if (between === 'experts') to.expertSeconds += times * cost.seconds;
  }
  return { seconds: whole, linkBytes };
}

/** Who has fewer rows than the fullest waits as long, and sends as much less, the same way. */
function leaveToOwn(share: number, cost: PlanCost): void {
  cost.sentBytes *= share;
  cost.acrossBytes *= share;
}
