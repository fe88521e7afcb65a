import type { Dispatcher } from './dispatcher.ts';
import type { KvTransfers } from './kv-transfers.ts';
import type { EngineReplica } from './replica/port.ts';
import { field, type RequestTable, STRIDE, state } from './request-table.ts';
import type { Tally } from './tally.ts';

/** What requests between two replicas are in, and who counts them. */
interface Around {
  readonly table: RequestTable;
  readonly replicas: readonly EngineReplica[];
  readonly dispatchers: readonly Dispatcher[];
  readonly transfers: KvTransfers;
  readonly tally: Tally;
}

/**
 * Requests between the replica that computed their prompt, or encoded their images, and the next, of which one has failed.
 * Where it is the former, what it computed is lost, and they are taken back to it from wherever they wait; where it is the
 * latter alone, nothing is lost: they wait for another one, as they did before they were sent there.
 */
export class Recalls {
  readonly #in: Around;

  constructor(around: Around) {
    this.#in = around;
  }

  /** Replicas have failed with these requests, and are down; of those between two, no other replica has anything after this. */
  takeOut(lost: readonly number[], seconds: number): void {
    const { rows } = this.#in.table;
    const recalled = lost.filter((handle) => this.#hasLostSource(handle * STRIDE));
    for (const handle of lost) {
      const isUnderway = rows[handle * STRIDE + field.state] === state.transfer;
      if (isUnderway) this.#in.transfers.drop(handle, seconds);
    }
    for (const [replica, handles] of this.#waitingAt(recalled)) {
      this.#in.replicas[replica]!.handOff!.drop(handles, seconds);
    }
    for (const handle of recalled) this.#toSource(handle, seconds);
    for (const handle of lost) {
      const base = handle * STRIDE;
      if (rows[base + field.state] === state.transfer) rows[base + field.state] = state.handedOff;
    }
  }

  #hasLostSource(base: number): boolean {
    const source = this.#in.table.rows[base + field.source]!;
    return source >= 0 && this.#in.replicas[source]!.life.state === 'down';
  }

  /** Those that replicas which have not failed have, by replica; others are taken out of what is before one. */
  #waitingAt(recalled: readonly number[]): ReadonlyMap<number, readonly number[]> {
    const { rows } = this.#in.table;
    const waiting = new Map<number, number[]>();
    for (const handle of recalled) {
      const replica = rows[handle * STRIDE + field.replica]!;
      if (replica >= 0 && this.#in.replicas[replica]!.life.state === 'down') continue;
      if (this.#dispatcherOf(handle).giveUp(handle)) continue;
      const there = waiting.get(replica);
      if (there === undefined) waiting.set(replica, [handle]);
      else there.push(handle);
    }
    return waiting;
  }

  /** A request is again one of the replica that it came from, as if that had never handed it on. */
  #toSource(handle: number, seconds: number): void {
    const { rows } = this.#in.table;
    const base = handle * STRIDE;
    if (rows[base + field.replica]! >= 0) this.#dispatcherOf(handle).onEnded(handle, seconds);
    const source = rows[base + field.source]!;
    const { group } = this.#in.replicas[source]!.pool.spec;
    this.#in.tally.onHandOff(rows[base + field.group]!, group, seconds);
    rows[base + field.replica] = source;
    rows[base + field.source] = -1;
    rows[base + field.group] = group;
  }

  #dispatcherOf(handle: number): Dispatcher {
    return this.#in.dispatchers[this.#in.table.rows[handle * STRIDE + field.group]!]!;
  }
}
