import { assert } from '../../base/assert.ts';

/**
 * The least loaded of `count` replicas, ties to the lowest number, kept up to date: a tournament
 * tree over the keys load·2^k + replica, which are all different, so that one comparison of numbers
 * settles load and tie. Loads are whole numbers; Infinity takes a replica out. set() costs O(log
 * count) and often less, least() O(1).
 */
export class LoadTree {
  /** A power of two ≥ count: node n has children 2n and 2n + 1, replica r stands at leaves + r. */
  private readonly leaves: number;
  private readonly keys: Float64Array;

  /** All replicas start with load 0. */
  constructor(count: number) {
    assert(count >= 1, 'a group of replicas is empty');
    this.leaves = 2 ** Math.ceil(Math.log2(count));
    this.keys = new Float64Array(2 * this.leaves).fill(Infinity);
    for (let replica = 0; replica < count; replica++) this.set(replica, 0);
  }

  set(replica: number, load: number): void {
    const { keys, leaves } = this;
    let key = load * leaves + replica;
    let node = leaves + replica;
    keys[node] = key;
    while (node > 1) {
      const sibling = keys[node ^ 1]!;
      if (sibling < key) key = sibling;
      node >>= 1;
      // Above an unchanged winner nothing changes: no key but the one that was set is new.
      if (keys[node] === key) return;
      keys[node] = key;
    }
  }

  /** The replica with the least load, or −1 when all are out. */
  least(): number {
    const key = this.keys[1]!;
    return key === Infinity ? -1 : key - Math.floor(key / this.leaves) * this.leaves;
  }
}
