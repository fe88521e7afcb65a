import { assert } from '../../base/assert.ts';

/**
 * The replicas that take requests now, in order of number: a tree of counts, so that the n-th
 * available one and the next one after a number are found without a scan, and free of the history
 * that led here. All start available. Every call but `size` costs O(log count).
 */
export class AvailableSet {
  /** A power of two ≥ count: node n counts the available replicas under it. */
  private readonly leaves: number;
  private readonly counts: Int32Array;

  constructor(count: number) {
    assert(count >= 1, 'a group of replicas is empty');
    this.leaves = 2 ** Math.ceil(Math.log2(count));
    this.counts = new Int32Array(2 * this.leaves);
    this.counts.fill(1, this.leaves, this.leaves + count);
    for (let node = this.leaves - 1; node >= 1; node--) {
      this.counts[node] = this.counts[2 * node]! + this.counts[2 * node + 1]!;
    }
  }

  /** How many are available. */
  get size(): number {
    return this.counts[1]!;
  }

  /** Adds or takes out a replica; nothing happens where it is so already. */
  set(replica: number, available: boolean): void {
    const { counts } = this;
    const leaf = this.leaves + replica;
    const change = (available ? 1 : 0) - counts[leaf]!;
    if (change === 0) return;
    for (let node = leaf; node >= 1; node >>= 1) counts[node] = counts[node]! + change;
  }

  /** The available replica with `rank` available ones below it; 0 ≤ rank < size. */
  select(rank: number): number {
    const { counts, leaves } = this;
    let below = rank;
    let node = 1;
    while (node < leaves) {
      node *= 2;
      const left = counts[node]!;
      if (below >= left) {
        below -= left;
        node += 1;
      }
    }
    return node - leaves;
  }

  /** The first available replica at or after `from`, going round to 0; only where size > 0. */
  nextFrom(from: number): number {
    const { counts, leaves } = this;
    let node = leaves + from;
    if (counts[node]! > 0) return from;
    // Up to the first subtree on the right that has one, then down its left edge; none: the round
    // starts again.
    while (node > 1 && (node % 2 === 1 || counts[node + 1] === 0)) node >>= 1;
    if (node <= 1) return this.select(0);
    node += 1;
    while (node < leaves) {
      node *= 2;
      if (counts[node] === 0) node += 1;
    }
    return node - leaves;
  }
}
