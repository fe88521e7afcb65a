import { field, type RequestTable, STRIDE, state } from '../request-table.ts';
import type { Batch } from './batch.ts';

/**
 * Sequences that are to decode here and whose prompts were computed elsewhere: they hold blocks for all that they bring
 * and for their last token, and a place in the batch, from the moment that these are free. Of those that are here, the
 * first come is the first to join.
 */
export class Incoming {
  readonly #table: RequestTable;
  readonly #batch: Batch;
  readonly #underway = new Set<number>();
  readonly #landed: number[] = [];
  /** Those on their way whose clients have given up. */
  readonly #abandoned = new Set<number>();

  constructor(table: RequestTable, batch: Batch) {
    this.#table = table;
    this.#batch = batch;
  }

  get size(): number {
    return this.#underway.size + this.#landed.length;
  }

  /** Whether somebody waits for the next step. */
  get anyLanded(): boolean {
    return this.#landed.length > 0;
  }

  /** Blocks of a sequence with `target` tokens are taken; its keys and values may come. */
  reserve(handle: number, target: number): void {
    const { kv } = this.#batch;
    kv.take(kv.blocksFor(target));
    this.#table.rows[handle * STRIDE + field.state] = state.transfer;
    this.#underway.add(handle);
  }

  /** Keys and values are here. False where the client has given up: the blocks are free again. */
  land(handle: number): boolean {
    this.#underway.delete(handle);
    if (this.#abandoned.delete(handle)) {
      this.#release(handle);
      return false;
    }
    this.#landed.push(handle);
    return true;
  }

  /** The client of a sequence gives up: it leaves now (true), or when its keys and values have come (false). */
  giveUp(handle: number): boolean {
    if (this.#underway.has(handle)) {
      this.#abandoned.add(handle);
      return false;
    }
    this.#landed.splice(this.#landed.indexOf(handle), 1);
    this.#release(handle);
    return true;
  }

  /** The keys and values of a sequence on its way are lost where it comes from. */
  drop(handle: number): void {
    this.#underway.delete(handle);
    this.#abandoned.delete(handle);
    this.#release(handle);
  }

  /** Everybody is lost with the replica, and named; all blocks are free. */
  fail(each: (handle: number) => void): void {
    this.halt((handle) => {
      this.#release(handle);
      each(handle);
    });
    this.#underway.clear();
    this.#abandoned.clear();
    this.#landed.length = 0;
  }

  /** The next that joins the batch at `now`, with its last token to compute; −1 when nobody is here. */
  join(now: number): number {
    const handle = this.#landed.shift();
    if (handle === undefined) return -1;
    const { kv } = this.#batch;
    const { rows } = this.#table;
    const base = handle * STRIDE;
    const target = rows[base + field.prompt]! + rows[base + field.made]!;
    // the blocks that the last token fills are taken by its chunk
    kv.give(kv.blocksFor(target) - kv.blocksFor(target - 1));
    this.#batch.admit(handle, target, now);
    return handle;
  }

  /** Names everybody: the run ends. */
  halt(each: (handle: number) => void): void {
    for (const handle of this.#underway) each(handle);
    for (const handle of this.#landed) each(handle);
  }

  #release(handle: number): void {
    const { rows } = this.#table;
    const base = handle * STRIDE;
    const { kv } = this.#batch;
    kv.give(kv.blocksFor(rows[base + field.prompt]! + rows[base + field.made]!));
  }
}
