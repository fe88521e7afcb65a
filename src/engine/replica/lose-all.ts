import { field, STRIDE, state } from '../request-table.ts';
import type { Batch } from './batch.ts';
import type { Incoming } from './incoming.ts';
import type { WaitingLine } from './waiting-line.ts';

const NONE = -1;

/** Parts of a rank. */
interface Parts {
  readonly batch: Batch;
  readonly line: WaitingLine;
  readonly incoming: Incoming;
}

/** Who has waited since an earlier instant than the one at which their replica fails. */
const waitsSince: ReadonlySet<number> = new Set([state.lost, state.handedOff, state.encoded]);

/** Books what has run on a rank until `seconds` and names every request that is there: the run ends. */
export function haltAll(
  { batch, line, incoming }: Parts,
  seconds: number,
  each: (handle: number) => void,
): void {
  if (!batch.settled) batch.settleUntil(seconds);
  for (let h = batch.running.first; h !== NONE; h = batch.running.next(h)) {
    batch.withdraw(h, seconds);
    each(h);
  }
  incoming.halt(each);
  line.drain(seconds, each);
}

/**
 * Everything on a rank is lost at `seconds`: what ran until then stays booked, the step in progress yields nothing, all
 * blocks are free, and every request is handed back, those that ran (since when is written) before those that waited. Of
 * those that come from other replicas it stays written since when they have been between the two.
 */
export function loseAll(
  { batch, line, incoming }: Parts,
  rows: Float64Array,
  seconds: number,
  each: (handle: number) => void,
): void {
  if (!batch.settled) batch.settleUntil(seconds, true);
  batch.chunks.drop(batch.kv, rows);
  batch.blocks.giveDoubles();
  batch.held.letGo(batch.kv);
  // a step that ended up to a nanosecond later has ended (kernel/lanes.ts)
  const now = Math.max(seconds, batch.running.size > 0 ? batch.boundarySeconds : 0);
  for (let h = batch.running.first; h !== NONE; h = batch.running.first) {
    batch.withdraw(h, now);
    batch.release(h);
    rows[h * STRIDE + field.since] = now;
    each(h);
  }
  batch.kv.cache?.clear();
  batch.tiers?.clear();
  incoming.fail(each);
  line.drain(seconds, (h) => {
    if (!waitsSince.has(rows[h * STRIDE + field.state]!)) rows[h * STRIDE + field.since] = seconds;
    each(h);
  });
}

/** Of requests whose keys and values are lost where they were computed, nothing is left on a rank at `seconds`. */
export function dropBrought(
  { line, incoming }: Omit<Parts, 'batch'>,
  rows: Float64Array,
  handles: readonly number[],
  seconds: number,
): void {
  for (const handle of handles) {
    if (rows[handle * STRIDE + field.state] === state.transfer) incoming.drop(handle);
    else line.remove(handle, seconds);
  }
}
