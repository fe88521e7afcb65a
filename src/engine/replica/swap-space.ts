import { assert } from '../../base/assert.ts';
import type { CompiledSwap } from '../../compile/swap.ts';
import { field, type RequestTable } from '../request-table.ts';

/**
 * Host memory that keeps the KV blocks of preempted sequences until these are admitted again (vLLM's V0 engine). The
 * copies of a step, out and in, go one after the other over the link between each chip and its host, and the step waits
 * for them. Law: blocks of all sequences that wait + free = total, always.
 */
export class SwapSpace {
  readonly #table: RequestTable;
  readonly #total: number;
  readonly #secondsPerBlock: number;
  #free: number;
  /** Blocks that the next step waits for. */
  #moving = 0;

  constructor(table: RequestTable, { blocks, secondsPerBlock }: CompiledSwap) {
    this.#table = table;
    this.#total = blocks;
    this.#free = blocks;
    this.#secondsPerBlock = secondsPerBlock;
  }

  /** Copies the `blocks` blocks of the sequence at `base` out; false where there is no room for all of them. */
  takeOut(base: number, blocks: number): boolean {
    if (blocks > this.#free) return false;
    this.#free -= blocks;
    this.#moving += blocks;
    this.#table.rows[base + field.swappedBlocks] = blocks;
    return blocks > 0;
  }

  /** Copies a sequence's blocks back. */
  bringBack(base: number): void {
    this.#moving += this.#table.rows[base + field.swappedBlocks]!;
    this.forget(base);
  }

  /** Nobody will ask for a sequence's blocks again. */
  forget(base: number): void {
    const { rows } = this.#table;
    this.#free += rows[base + field.swappedBlocks]!;
    rows[base + field.swappedBlocks] = 0;
  }

  /** Seconds of all copies since it was asked last. */
  copySeconds(): number {
    const seconds = this.#moving * this.#secondsPerBlock;
    this.#moving = 0;
    return seconds;
  }

  /** Throws unless nobody has left anything here. */
  assertEmpty(): void {
    assert(this.#free === this.#total, 'swap space: blocks left behind');
  }
}
