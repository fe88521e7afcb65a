import { assert } from '../../base/assert.ts';
import { field, type RequestTable, STRIDE } from '../request-table.ts';

const NONE = -1;

/** The sequences of a replica's batch in order of admission: a doubly linked list through the request table. */
export class RunningList {
  readonly #table: RequestTable;
  #first = NONE;
  #last = NONE;
  size = 0;

  constructor(table: RequestTable) {
    this.#table = table;
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

  append(handle: number): void {
    const rows = this.#table.rows;
    rows[handle * STRIDE + field.previous] = this.#last;
    rows[handle * STRIDE + field.next] = NONE;
    if (this.#last === NONE) this.#first = handle;
    else rows[this.#last * STRIDE + field.next] = handle;
    this.#last = handle;
    this.size++;
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
  }
}

/** The prompt chunks of the step that runs, with the sums that its cost depends on (physics/step-model.ts). */
export class Chunks {
  readonly handles: Int32Array;
  readonly lengths: Int32Array;
  count = 0;
  readonly sums = { sequences: 0, tokens: 0, cachedTokens: 0, attentionPairs: 0, finishing: 0 };
  /** Joules that the chunks cause by themselves. */
  joules = 0;

  constructor(capacity: number) {
    this.handles = new Int32Array(capacity);
    this.lengths = new Int32Array(capacity);
  }

  add(handle: number, length: number, cached: number, finishing: boolean, joules: number): void {
    this.handles[this.count] = handle;
    this.lengths[this.count] = length;
    this.count++;
    const sums = this.sums;
    sums.sequences++;
    sums.tokens += length;
    sums.cachedTokens += cached;
    sums.attentionPairs += length * cached + (length * (length + 1)) / 2;
    if (finishing) sums.finishing++;
    this.joules += joules;
  }

  clear(): void {
    this.count = 0;
    this.joules = 0;
    const sums = this.sums;
    sums.sequences = 0;
    sums.tokens = 0;
    sums.cachedTokens = 0;
    sums.attentionPairs = 0;
    sums.finishing = 0;
  }
}
