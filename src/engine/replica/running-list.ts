import { assert } from '../../base/assert.ts';
import { field, type RequestTable, STRIDE, state } from '../request-table.ts';
import type { AdapterSlots } from './adapter-slots.ts';

const NONE = -1;

/** The sequences of a replica's batch in order of admission: a doubly linked list through the request table. */
export class RunningList {
  readonly #table: RequestTable;
  #first = NONE;
  #last = NONE;
  /** What adapters they need; null where they need none. */
  readonly adapters: AdapterSlots | null;
  size = 0;

  constructor(table: RequestTable, adapters: AdapterSlots | null = null) {
    this.#table = table;
    this.adapters = adapters;
  }

  get first(): number {
    return this.#first;
  }

  /** The sequence that was admitted last: the first to be preempted. */
  get last(): number {
    return this.#last;
  }

  next(handle: number): number {
    return this.#table.rows[handle * STRIDE + field.next]!;
  }

  /** The least decode counter at which one that decodes has joined; Infinity where nobody decodes. */
  oldestJoin(): number {
    const { rows } = this.#table;
    let oldest = Number.POSITIVE_INFINITY;
    for (let h = this.#first; h !== NONE; h = this.next(h)) {
      if (rows[h * STRIDE + field.state] !== state.decode) continue;
      oldest = Math.min(oldest, rows[h * STRIDE + field.joinCounter]!);
    }
    return oldest;
  }

  append(handle: number): void {
    const rows = this.#table.rows;
    rows[handle * STRIDE + field.previous] = this.#last;
    rows[handle * STRIDE + field.next] = NONE;
    if (this.#last === NONE) this.#first = handle;
    else rows[this.#last * STRIDE + field.next] = handle;
    this.#last = handle;
    this.size++;
    this.adapters?.join(handle);
  }

  remove(handle: number): void {
    assert(this.size > 0, 'running list: removal from an empty batch');
    const rows = this.#table.rows;
    const before = rows[handle * STRIDE + field.previous]!;
    const after = rows[handle * STRIDE + field.next]!;
    if (before === NONE) this.#first = after;
    else rows[before * STRIDE + field.next] = after;
    if (after === NONE) this.#last = before;
    else rows[after * STRIDE + field.previous] = before;
    this.size--;
    this.adapters?.leave(handle);
  }
}
