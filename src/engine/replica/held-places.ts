import type { KvLedger } from './kv-ledger.ts';

/**
 * Places in a batch and KV blocks of sequences that have ended, while the next step is one that was planned before the
 * engine knew.
 */
export class HeldPlaces {
  places = 0;
  #blocks = 0;

  hold(blocks: number): void {
    this.places++;
    this.#blocks += blocks;
  }

  /** That step is over, or there is none. */
  letGo(kv: KvLedger): void {
    kv.give(this.#blocks);
    this.places = 0;
    this.#blocks = 0;
  }
}
