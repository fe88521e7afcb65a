import { field, type RequestTable, STRIDE, state } from '../request-table.ts';
import type { Batch } from './batch.ts';
import type { ReplicaHost } from './host.ts';

/** Prompts that were computed here and that other replicas go on from. Their blocks stay until they are copied. */
export class Prompts {
  readonly #host: ReplicaHost;
  readonly #table: RequestTable;
  readonly #batch: Batch;
  /** Those of the step that has just ended. */
  readonly #computed: number[] = [];
  /** Those whose blocks wait to be copied, or are being copied. */
  readonly #held = new Set<number>();

  constructor(host: ReplicaHost, batch: Batch, handsOff: boolean) {
    this.#host = host;
    this.#table = host.table;
    this.#batch = batch;
    this.add = handsOff ? (handle) => this.#computed.push(handle) : null;
  }

  /** How many prompts there are whose blocks are not copied yet. */
  get held(): number {
    return this.#held.size;
  }

  /** Takes a prompt of the step; null where the replica decodes, too. */
  readonly add: ((handle: number) => void) | null;

  /** The step's prompts leave the batch, but for those whose clients have just given up. Returns how many. */
  handOff(now: number): number {
    if (this.#computed.length === 0) return 0;
    let count = 0;
    const { rows } = this.#table;
    for (const handle of this.#computed) {
      if (rows[handle * STRIDE + field.state] === state.ended) continue;
      this.#batch.running.remove(handle);
      rows[handle * STRIDE + field.state] = state.handedOff;
      this.#held.add(handle);
      count++;
      this.#host.onPrompt(handle, now);
    }
    this.#computed.length = 0;
    return count;
  }

  /** A prompt is copied: its blocks are free. */
  forget(handle: number): void {
    this.#held.delete(handle);
    this.#give(handle);
  }

  /** The replica fails: keys and values of the prompts that are not copied yet are lost. Names their requests. */
  fail(each: (handle: number) => void): void {
    for (const handle of this.#held) {
      this.#give(handle);
      each(handle);
    }
    this.#held.clear();
  }

  #give(handle: number): void {
    const { kv } = this.#batch;
    kv.give(kv.blocksFor(this.#table.rows[handle * STRIDE + field.prompt]!));
  }
}
